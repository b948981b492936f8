using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VictimSupport.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class MatchingMatches : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "PerpetratorMatches",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PerpetratorId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PerpetratorCaseId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Party = table.Column<string>(type: "varchar(40)", unicode: false, maxLength: 40, nullable: false),
                    PartyId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PartyCaseId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Grounds = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false),
                    Likeness = table.Column<int>(type: "int", nullable: false),
                    Compared = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    FoundAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State = table.Column<string>(type: "varchar(40)", unicode: false, maxLength: 40, nullable: false),
                    Answer = table.Column<string>(type: "varchar(40)", unicode: false, maxLength: 40, nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PerpetratorMatches", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PerpetratorMatches_Perpetrators_PerpetratorId",
                        column: x => x.PerpetratorId,
                        principalTable: "Perpetrators",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "MatchDecisions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    MatchId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Answer = table.Column<string>(type: "varchar(40)", unicode: false, maxLength: 40, nullable: false),
                    Reason = table.Column<byte[]>(type: "varbinary(4096)", maxLength: 4096, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MatchDecisions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_MatchDecisions_PerpetratorMatches_MatchId",
                        column: x => x.MatchId,
                        principalTable: "PerpetratorMatches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_MatchDecisions_MatchId",
                table: "MatchDecisions",
                column: "MatchId");

            migrationBuilder.CreateIndex(
                name: "IX_PerpetratorMatches_PartyCaseId_State",
                table: "PerpetratorMatches",
                columns: new[] { "PartyCaseId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_PerpetratorMatches_PartyId_State",
                table: "PerpetratorMatches",
                columns: new[] { "PartyId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_PerpetratorMatches_PerpetratorCaseId_State",
                table: "PerpetratorMatches",
                columns: new[] { "PerpetratorCaseId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_PerpetratorMatches_PerpetratorId_Party_PartyId",
                table: "PerpetratorMatches",
                columns: new[] { "PerpetratorId", "Party", "PartyId" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "MatchDecisions");

            migrationBuilder.DropTable(
                name: "PerpetratorMatches");
        }
    }
}
