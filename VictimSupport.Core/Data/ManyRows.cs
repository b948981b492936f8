using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace VictimSupport.Core.Data;

/// <summary>
/// Inserts new rows by one statement for each table, all sent together, in the context's transaction and without tracking them: for operations that write
/// a dozen rows at once, where a tracked entity and a statement for each would be most of the cost. Names, types and conversions are the model's;
/// columns that the database gives are left to it.
/// </summary>
internal sealed class ManyRows
{
    // SQL Server takes 2,100 parameters at once.
    private const int MostParameters = 2000;

    private static readonly ConditionalWeakTable<IEntityType, TablePlan> Plans = [];

    private readonly AppDb _db;
    private readonly DbTransaction _transaction;
    private readonly bool _isSqlite;
    private readonly StringBuilder _sql = new();

    // Values that repeat (a booking, a room, a start) are sent once.
    private readonly Dictionary<(RelationalTypeMapping Type, object? Value), string> _sent = [];
    private DbCommand _command;

    private ManyRows(AppDb db)
    {
        _db = db;
        _transaction = db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("Rows are inserted within the transaction of what they belong to");
        _isSqlite = db.Database.IsSqlite();
        _command = db.Database.GetDbConnection().CreateCommand();
    }

    /// <summary>Inserts the rows, table after table in the order given.</summary>
    public static async Task InsertAsync(AppDb db, IEnumerable<object> rows, CancellationToken cancellationToken)
    {
        var many = new ManyRows(db);
        try
        {
            foreach (var table in rows.GroupBy(row => row.GetType()))
            {
                await many.AddAsync(table.Key, table, cancellationToken);
            }

            await many.SendAsync(cancellationToken);
        }
        finally
        {
            await many._command.DisposeAsync();
        }
    }

    private async Task AddAsync(Type type, IEnumerable<object> rows, CancellationToken cancellationToken)
    {
        var entity = _db.Model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} is not in the model");
        var plan = Plans.GetValue(entity, Plan);
        var isFirst = true;
        foreach (var row in rows)
        {
            if (_command.Parameters.Count + plan.Columns.Count > MostParameters)
            {
                await SendAsync(cancellationToken);
                isFirst = true;
            }

            _sql.Append(isFirst ? plan.Head : ", ").Append('(').AppendJoin(", ", plan.Columns.Select(column => Value(column, row))).Append(')');
            isFirst = false;
        }

        _sql.Append(";\n");
        if (_isSqlite)
        {
            // Nothing travels, and a statement's own parameters are found faster among few.
            await SendAsync(cancellationToken);
        }
    }

    private TablePlan Plan(IEntityType entity)
    {
        var names = _db.GetService<ISqlGenerationHelper>();
        var properties = entity.GetProperties().Where(property => property.ValueGenerated == ValueGenerated.Never).ToList();
        var table = StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema());
        var columns = string.Join(", ", properties.Select(property => names.DelimitIdentifier(property.GetColumnName(table)!)));
        return new TablePlan(
            $"INSERT INTO {names.DelimitIdentifier(table.Name)} ({columns}) VALUES ",
            [.. properties.Select(property => new Column(property.GetGetter(), property.GetRelationalTypeMapping(), property.IsNullable))]);
    }

    private string Value(Column column, object row)
    {
        var value = column.Getter.GetClrValue(row);
        if (!_sent.TryGetValue((column.Type, value), out var name))
        {
            name = FormattableString.Invariant($"@p{_sent.Count}");
            _command.Parameters.Add(column.Type.CreateParameter(_command, name, value, column.IsNullable));
            _sent.Add((column.Type, value), name);
        }

        return name;
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_sql.Length == 0)
        {
            return;
        }

#pragma warning disable CA2100 // Made of the model's names and of parameters.
        _command.CommandText = _sql.ToString();
#pragma warning restore CA2100
        _command.Transaction = _transaction;
        await _command.ExecuteNonQueryAsync(cancellationToken);
        await _command.DisposeAsync();
        _command = _db.Database.GetDbConnection().CreateCommand();
        _sql.Clear();
        _sent.Clear();
    }

    private sealed record Column(IClrPropertyGetter Getter, RelationalTypeMapping Type, bool IsNullable);

    private sealed record TablePlan(string Head, IReadOnlyList<Column> Columns);
}
