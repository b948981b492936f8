namespace VictimSupport.Tests.Bench.Circuits;

/// <summary>A node of a page as a browser would hold it: an element, a text, or the place of a component.</summary>
internal sealed class PageNode
{
    public PageNode? Parent { get; set; }

    public string? Name { get; init; }

    public string? Text { get; set; }

    public List<PageNode> Children { get; } = [];

    public Dictionary<string, string?> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>The handler of each event by attribute, e.g. <c>onclick</c>.</summary>
    public Dictionary<string, ulong> Handlers { get; } = new(StringComparer.Ordinal);

    public IEnumerable<PageNode> Descendants => Children.SelectMany(child => child.Descendants.Prepend(child));

    /// <summary>The words below this node.</summary>
    public string Words => Text ?? string.Join(' ', Children.Select(child => child.Words).Where(words => words.Length > 0));

    public void Insert(int index, PageNode child)
    {
        child.Parent = this;
        Children.Insert(index, child);
    }
}

/// <summary>The page of a circuit, kept up to date by render batches as Blazor's script does in a browser.</summary>
internal sealed class Page
{
    private readonly Dictionary<int, PageNode> _components = [];
    private readonly List<PageNode> _roots = [];

    /// <summary>The element with a <c>data-testid</c>; null when the page has none.</summary>
    public PageNode? Find(string testId) => All.FirstOrDefault(node => node.Attributes.GetValueOrDefault("data-testid") == testId);

    /// <summary>The words of the first heading.</summary>
    public string Heading => All.FirstOrDefault(node => node.Name == "h1")?.Words ?? "";

    private IEnumerable<PageNode> All => _roots.SelectMany(root => root.Descendants);

    /// <summary>Applies a batch in the layout of <c>OutOfProcessRenderBatch</c>.</summary>
    public void Apply(RenderBatch batch)
    {
        foreach (var (component, edits) in batch.Components)
        {
            if (!_components.TryGetValue(component, out var node))
            {
                _components[component] = node = new PageNode();
                _roots.Add(node);
            }

            Apply(batch, node, edits);
        }

        foreach (var component in batch.Disposed)
        {
            _components.Remove(component);
        }
    }

    private void Apply(RenderBatch batch, PageNode node, IEnumerable<RenderEdit> edits)
    {
        var moves = new List<(int From, int To)>();
        foreach (var edit in edits)
        {
            switch (edit.Kind)
            {
                case RenderEditKind.PrependFrame:
                    Insert(batch, node, edit.Sibling, edit.Frame);
                    break;
                case RenderEditKind.RemoveFrame:
                    node.Children.RemoveAt(edit.Sibling);
                    break;
                case RenderEditKind.SetAttribute:
                    Set(batch, node.Children[edit.Sibling], edit.Frame);
                    break;
                case RenderEditKind.RemoveAttribute:
                    node.Children[edit.Sibling].Attributes.Remove(batch.Text(edit.Name)!);
                    node.Children[edit.Sibling].Handlers.Remove(batch.Text(edit.Name)!);
                    break;
                case RenderEditKind.UpdateText or RenderEditKind.UpdateMarkup:
                    node.Children[edit.Sibling].Text = batch.Text(batch.Frame(edit.Frame).First);
                    break;
                case RenderEditKind.StepIn:
                    node = node.Children[edit.Sibling];
                    break;
                case RenderEditKind.StepOut:
                    node = node.Parent!;
                    break;
                case RenderEditKind.PermutationEntry:
                    moves.Add((edit.Sibling, edit.Frame));
                    break;
                case RenderEditKind.PermutationEnd:
                    var before = node.Children.ToArray();
                    moves.ForEach(move => node.Children[move.To] = before[move.From]);
                    moves.Clear();
                    break;
            }
        }
    }

    /// <summary>Inserts a frame with all below it; returns how many nodes that made in the parent.</summary>
    private int Insert(RenderBatch batch, PageNode parent, int index, int at)
    {
        var frame = batch.Frame(at);
        switch (frame.Kind)
        {
            case RenderFrameKind.Element:
                var element = new PageNode { Name = batch.Text(frame.Second) };
                parent.Insert(index, element);
                InsertRange(batch, element, 0, at + 1, at + frame.First);
                return 1;
            case RenderFrameKind.Text or RenderFrameKind.Markup:
                parent.Insert(index, new PageNode { Text = batch.Text(frame.First) ?? "" });
                return 1;
            case RenderFrameKind.Attribute:
                Set(batch, parent, at);
                return 0;
            case RenderFrameKind.Component:
                parent.Insert(index, _components[frame.Second] = new PageNode());
                return 1;
            case RenderFrameKind.Region:
                return InsertRange(batch, parent, index, at + 1, at + frame.First);
            default:
                return 0;
        }
    }

    private int InsertRange(RenderBatch batch, PageNode parent, int index, int from, int until)
    {
        var inserted = 0;
        for (var at = from; at < until; at += batch.Frame(at).Length)
        {
            inserted += Insert(batch, parent, index + inserted, at);
        }

        return inserted;
    }

    private static void Set(RenderBatch batch, PageNode element, int at)
    {
        var frame = batch.Frame(at);
        var name = batch.Text(frame.First)!;
        if (frame.Handler != 0)
        {
            element.Handlers[name] = frame.Handler;
        }
        else
        {
            element.Attributes[name] = batch.Text(frame.Second);
        }
    }
}
