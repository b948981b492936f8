using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VictimSupport.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SafeContactFacts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "EmailAskAgainOn",
                table: "SafeContacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "EmailSeenBy",
                table: "SafeContacts",
                type: "BLOB",
                maxLength: 1024,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "Hours",
                table: "SafeContacts",
                type: "BLOB",
                maxLength: 1024,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "HoursWords",
                table: "SafeContacts",
                type: "BLOB",
                maxLength: 2048,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "MayLeaveMessage",
                table: "SafeContacts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateOnly>(
                name: "TelephoneAskAgainOn",
                table: "SafeContacts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "TelephoneSeenBy",
                table: "SafeContacts",
                type: "BLOB",
                maxLength: 1024,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "EmailAskAgainOn",
                table: "SafeContacts");

            migrationBuilder.DropColumn(
                name: "EmailSeenBy",
                table: "SafeContacts");

            migrationBuilder.DropColumn(
                name: "Hours",
                table: "SafeContacts");

            migrationBuilder.DropColumn(
                name: "HoursWords",
                table: "SafeContacts");

            migrationBuilder.DropColumn(
                name: "MayLeaveMessage",
                table: "SafeContacts");

            migrationBuilder.DropColumn(
                name: "TelephoneAskAgainOn",
                table: "SafeContacts");

            migrationBuilder.DropColumn(
                name: "TelephoneSeenBy",
                table: "SafeContacts");
        }
    }
}
