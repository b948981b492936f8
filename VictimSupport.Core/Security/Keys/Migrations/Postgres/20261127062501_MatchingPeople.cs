using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VictimSupport.Core.Security.Keys.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class MatchingPeople : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "RelatedIndexes",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", unicode: false, maxLength: 40, nullable: false),
                    Hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    SubjectId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RelatedIndexes", x => new { x.PersonId, x.Kind, x.Hash });
                    table.ForeignKey(
                        name: "FK_RelatedIndexes_SubjectKeys_SubjectId",
                        column: x => x.SubjectId,
                        principalTable: "SubjectKeys",
                        principalColumn: "SubjectId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RelatedIndexes_Kind_Hash",
                table: "RelatedIndexes",
                columns: new[] { "Kind", "Hash" });

            migrationBuilder.CreateIndex(
                name: "IX_RelatedIndexes_SubjectId",
                table: "RelatedIndexes",
                column: "SubjectId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RelatedIndexes");
        }
    }
}
