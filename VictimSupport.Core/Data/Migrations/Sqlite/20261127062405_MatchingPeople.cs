using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VictimSupport.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MatchingPeople : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "MatchingStamp",
                table: "Cases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "NeedsMatching",
                table: "Cases",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "CasePeople",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    IsGuardian = table.Column<bool>(type: "INTEGER", nullable: false),
                    MustNotBeContacted = table.Column<bool>(type: "INTEGER", nullable: false),
                    Name = table.Column<byte[]>(type: "BLOB", maxLength: 1024, nullable: false),
                    Telephone = table.Column<byte[]>(type: "BLOB", maxLength: 1024, nullable: true),
                    Email = table.Column<byte[]>(type: "BLOB", maxLength: 1024, nullable: true),
                    Relationship = table.Column<byte[]>(type: "BLOB", maxLength: 2048, nullable: true),
                    RecordedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    NeedsMatching = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CasePeople", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CasePeople_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ClientDetails",
                columns: table => new
                {
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Address = table.Column<byte[]>(type: "BLOB", maxLength: 2048, nullable: true),
                    IdentityNumber = table.Column<byte[]>(type: "BLOB", maxLength: 1024, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClientDetails", x => x.CaseId);
                    table.ForeignKey(
                        name: "FK_ClientDetails_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Perpetrators",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<byte[]>(type: "BLOB", maxLength: 1024, nullable: true),
                    IdentityNumber = table.Column<byte[]>(type: "BLOB", maxLength: 1024, nullable: true),
                    Address = table.Column<byte[]>(type: "BLOB", maxLength: 2048, nullable: true),
                    Telephone = table.Column<byte[]>(type: "BLOB", maxLength: 1024, nullable: true),
                    Email = table.Column<byte[]>(type: "BLOB", maxLength: 1024, nullable: true),
                    ResidenceStatus = table.Column<byte[]>(type: "BLOB", maxLength: 2048, nullable: true),
                    Relationship = table.Column<byte[]>(type: "BLOB", maxLength: 2048, nullable: true),
                    Notes = table.Column<byte[]>(type: "BLOB", maxLength: 7000, nullable: true),
                    CounterAllegation = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    LivesWithClient = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    RecordedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    NeedsMatching = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Perpetrators", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Perpetrators_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Cases_NeedsMatching",
                table: "Cases",
                column: "NeedsMatching");

            migrationBuilder.CreateIndex(
                name: "IX_CasePeople_CaseId",
                table: "CasePeople",
                column: "CaseId");

            migrationBuilder.CreateIndex(
                name: "IX_CasePeople_NeedsMatching",
                table: "CasePeople",
                column: "NeedsMatching");

            migrationBuilder.CreateIndex(
                name: "IX_Perpetrators_CaseId",
                table: "Perpetrators",
                column: "CaseId");

            migrationBuilder.CreateIndex(
                name: "IX_Perpetrators_NeedsMatching",
                table: "Perpetrators",
                column: "NeedsMatching");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CasePeople");

            migrationBuilder.DropTable(
                name: "ClientDetails");

            migrationBuilder.DropTable(
                name: "Perpetrators");

            migrationBuilder.DropIndex(
                name: "IX_Cases_NeedsMatching",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "MatchingStamp",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "NeedsMatching",
                table: "Cases");
        }
    }
}
