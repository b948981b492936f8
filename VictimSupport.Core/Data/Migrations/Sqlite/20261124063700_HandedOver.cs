using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VictimSupport.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class HandedOver : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "FormerEnd",
                table: "OutboxMessages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "FormerStart",
                table: "OutboxMessages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "PractitionerId",
                table: "OutboxMessages",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "FormerEnd",
                table: "OutboxMessages");

            migrationBuilder.DropColumn(
                name: "FormerStart",
                table: "OutboxMessages");

            migrationBuilder.DropColumn(
                name: "PractitionerId",
                table: "OutboxMessages");
        }
    }
}
