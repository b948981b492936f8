using System.Buffers.Binary;
using System.Text;

namespace VictimSupport.Tests.Bench.Circuits;

internal enum RenderEditKind
{
    PrependFrame = 1,
    RemoveFrame = 2,
    SetAttribute = 3,
    RemoveAttribute = 4,
    UpdateText = 5,
    StepIn = 6,
    StepOut = 7,
    UpdateMarkup = 8,
    PermutationEntry = 9,
    PermutationEnd = 10,
}

internal enum RenderFrameKind
{
    Element = 1,
    Text = 2,
    Attribute = 3,
    Component = 4,
    Region = 5,
    Markup = 8,
}

/// <param name="Sibling">The child concerned.</param>
/// <param name="Frame">The frame that is inserted or read; of a permutation the child's new place.</param>
/// <param name="Name">The name of an attribute that goes.</param>
internal readonly record struct RenderEdit(RenderEditKind Kind, int Sibling, int Frame, int Name);

/// <param name="First">Length of the subtree, or the text, or the attribute's name.</param>
/// <param name="Second">The element's name, the component's id, or the attribute's value.</param>
internal readonly record struct RenderFrame(RenderFrameKind Kind, int First, int Second, ulong Handler)
{
    /// <summary>How many frames this one and all below it are.</summary>
    public int Length => Kind is RenderFrameKind.Element or RenderFrameKind.Component or RenderFrameKind.Region ? First : 1;
}

/// <summary>Reads the bytes of a render batch; the end says where its parts begin.</summary>
internal sealed class RenderBatch(byte[] bytes)
{
    private const int EditSize = 16;
    private const int FrameSize = 20;

    public IEnumerable<(int Component, IEnumerable<RenderEdit> Edits)> Components
    {
        get
        {
            var table = Int(bytes.Length - 20);
            for (var index = 0; index < Int(table); index++)
            {
                var difference = Int(table + 4 + (index * 4));
                yield return (Int(difference), Enumerable.Range(0, Int(difference + 4)).Select(edit => Edit(difference + 8 + (edit * EditSize))));
            }
        }
    }

    /// <summary>Components that are gone.</summary>
    public IEnumerable<int> Disposed
    {
        get
        {
            var list = Int(bytes.Length - 12);
            return Enumerable.Range(0, Int(list)).Select(index => Int(list + 4 + (index * 4)));
        }
    }

    public RenderFrame Frame(int index)
    {
        var at = Int(bytes.Length - 16) + 4 + (index * FrameSize);
        var kind = (RenderFrameKind)Int(at);
        return new RenderFrame(kind, Int(at + 4), Int(at + 8), kind == RenderFrameKind.Attribute ? BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at + 12)) : 0);
    }

    /// <summary>A text of the batch's table; null for none.</summary>
    public string? Text(int index)
    {
        if (index < 0)
        {
            return null;
        }

        var at = Int(Int(bytes.Length - 4) + (index * 4));
        var (length, shift, part) = (0, 0, 0);
        do
        {
            part = bytes[at++];
            length |= (part & 0x7f) << shift;
            shift += 7;
        }
        while ((part & 0x80) != 0);
        return Encoding.UTF8.GetString(bytes, at, length);
    }

    private RenderEdit Edit(int at) => new((RenderEditKind)Int(at), Int(at + 4), Int(at + 8), Int(at + 12));

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
}
