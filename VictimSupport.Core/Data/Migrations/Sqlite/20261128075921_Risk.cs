using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VictimSupport.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Risk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CaseRisks",
                columns: table => new
                {
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Level = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    IsOnlineAdvised = table.Column<bool>(type: "INTEGER", nullable: false),
                    ScreenedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    OpenReviewId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Decision = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: true),
                    Conditions = table.Column<string>(type: "TEXT", unicode: false, maxLength: 200, nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ValidUntil = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    NextReviewOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CaseRisks", x => x.CaseId);
                    table.ForeignKey(
                        name: "FK_CaseRisks_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RiskReviews",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Cause = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    Concern = table.Column<byte[]>(type: "BLOB", maxLength: 8000, nullable: true),
                    OpenedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    OpenedById = table.Column<Guid>(type: "TEXT", nullable: false),
                    OpenedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Decision = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: true),
                    Conditions = table.Column<string>(type: "TEXT", unicode: false, maxLength: 200, nullable: false),
                    OtherConditions = table.Column<byte[]>(type: "BLOB", maxLength: 8000, nullable: true),
                    Reasons = table.Column<byte[]>(type: "BLOB", maxLength: 8000, nullable: true),
                    ValidUntil = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    NextReviewOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    DecidedById = table.Column<Guid>(type: "TEXT", nullable: true),
                    DecidedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RiskReviews", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RiskReviews_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ScreeningFormVersions",
                columns: table => new
                {
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Form = table.Column<string>(type: "TEXT", maxLength: 1000000, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScreeningFormVersions", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "Screenings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FormNumber = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", maxLength: 32768, nullable: false),
                    RulesLevel = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    Level = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    IsOnlineAdvised = table.Column<bool>(type: "INTEGER", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ById = table.Column<Guid>(type: "TEXT", nullable: false),
                    ByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Screenings", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Screenings_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SeatDeputies",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seat = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    AccountId = table.Column<Guid>(type: "TEXT", nullable: false),
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Until = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    NamedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SeatDeputies", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ReviewOpinions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReviewId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seat = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AccountName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Decision = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    Conditions = table.Column<string>(type: "TEXT", unicode: false, maxLength: 200, nullable: false),
                    Reasons = table.Column<byte[]>(type: "BLOB", maxLength: 8000, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    RiskVersion = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReviewOpinions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReviewOpinions_RiskReviews_ReviewId",
                        column: x => x.ReviewId,
                        principalTable: "RiskReviews",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CaseRisks_NextReviewOn",
                table: "CaseRisks",
                column: "NextReviewOn");

            migrationBuilder.CreateIndex(
                name: "IX_CaseRisks_OpenReviewId",
                table: "CaseRisks",
                column: "OpenReviewId");

            migrationBuilder.CreateIndex(
                name: "IX_ReviewOpinions_ReviewId_Seat_Number",
                table: "ReviewOpinions",
                columns: new[] { "ReviewId", "Seat", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RiskReviews_CaseId_OpenedAt",
                table: "RiskReviews",
                columns: new[] { "CaseId", "OpenedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_RiskReviews_DecidedAt",
                table: "RiskReviews",
                column: "DecidedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Screenings_CaseId_At",
                table: "Screenings",
                columns: new[] { "CaseId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_SeatDeputies_Seat_Until",
                table: "SeatDeputies",
                columns: new[] { "Seat", "Until" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CaseRisks");

            migrationBuilder.DropTable(
                name: "ReviewOpinions");

            migrationBuilder.DropTable(
                name: "ScreeningFormVersions");

            migrationBuilder.DropTable(
                name: "Screenings");

            migrationBuilder.DropTable(
                name: "SeatDeputies");

            migrationBuilder.DropTable(
                name: "RiskReviews");
        }
    }
}
