using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VictimSupport.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class WaitingList : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "WaitingEntries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Since = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Mode = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    PractitionerId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Hours = table.Column<string>(type: "TEXT", unicode: false, maxLength: 400, nullable: true),
                    UselessAfter = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Note = table.Column<byte[]>(type: "BLOB", maxLength: 4096, nullable: true),
                    Urgent = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: true),
                    State = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    End = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: true),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WaitingEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_WaitingEntries_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_WaitingEntries_Practitioners_PractitionerId",
                        column: x => x.PractitionerId,
                        principalTable: "Practitioners",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_WaitingEntries_CaseId",
                table: "WaitingEntries",
                column: "CaseId");

            migrationBuilder.CreateIndex(
                name: "IX_WaitingEntries_PractitionerId",
                table: "WaitingEntries",
                column: "PractitionerId");

            migrationBuilder.CreateIndex(
                name: "IX_WaitingEntries_State_Since",
                table: "WaitingEntries",
                columns: new[] { "State", "Since" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "WaitingEntries");
        }
    }
}
