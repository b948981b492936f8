using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VictimSupport.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class RoomCalendars : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CalendarConflicts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    BookingId = table.Column<Guid>(type: "uuid", nullable: false),
                    RoomId = table.Column<Guid>(type: "uuid", nullable: false),
                    ExternalId = table.Column<string>(type: "character varying(400)", unicode: false, maxLength: 400, nullable: false),
                    Stamp = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", unicode: false, maxLength: 40, nullable: false),
                    State = table.Column<string>(type: "character varying(40)", unicode: false, maxLength: 40, nullable: false),
                    Start = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    End = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    FoundAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CalendarConflicts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CalendarCopies",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    BookingId = table.Column<Guid>(type: "uuid", nullable: false),
                    Address = table.Column<string>(type: "character varying(300)", unicode: false, maxLength: 300, nullable: false),
                    EventId = table.Column<string>(type: "character varying(60)", unicode: false, maxLength: 60, nullable: false),
                    Generation = table.Column<int>(type: "integer", nullable: false),
                    Etag = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Hash = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true),
                    State = table.Column<string>(type: "character varying(40)", unicode: false, maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CalendarCopies", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RoomCalendarStates",
                columns: table => new
                {
                    RoomId = table.Column<Guid>(type: "uuid", nullable: false),
                    Address = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    SyncToken = table.Column<string>(type: "character varying(2000)", unicode: false, maxLength: 2000, nullable: true),
                    PulledAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    NextPullAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ReconciledAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Problem = table.Column<string>(type: "character varying(40)", unicode: false, maxLength: 40, nullable: true),
                    ProblemCode = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    ProblemSince = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    FailedPulls = table.Column<int>(type: "integer", nullable: false),
                    DriftMissing = table.Column<int>(type: "integer", nullable: false),
                    DriftDifferent = table.Column<int>(type: "integer", nullable: false),
                    DriftLeftOver = table.Column<int>(type: "integer", nullable: false),
                    DriftBlocks = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RoomCalendarStates", x => x.RoomId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CalendarConflicts_BookingId_ExternalId",
                table: "CalendarConflicts",
                columns: new[] { "BookingId", "ExternalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CalendarConflicts_State_RoomId",
                table: "CalendarConflicts",
                columns: new[] { "State", "RoomId" });

            migrationBuilder.CreateIndex(
                name: "IX_CalendarCopies_Address_EventId",
                table: "CalendarCopies",
                columns: new[] { "Address", "EventId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CalendarCopies_BookingId_Address",
                table: "CalendarCopies",
                columns: new[] { "BookingId", "Address" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CalendarConflicts");

            migrationBuilder.DropTable(
                name: "CalendarCopies");

            migrationBuilder.DropTable(
                name: "RoomCalendarStates");
        }
    }
}
