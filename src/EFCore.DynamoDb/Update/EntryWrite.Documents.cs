using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Update;

/// <content>What is done when parts of documents cannot be written: the whole is.</content>
internal sealed partial class EntryWrite
{
    /// <summary>
    /// What to do instead, now that the item is seen not to be what the changes inside its documents took for granted; null when that is not what is wrong.
    /// </summary>
    public EntryWrite? Instead(ItemMap item)
    {
        foreach (var token in Tokens)
        {
            var stored = token.Path.Find(item);
            if (!(stored.Equals(token.Original)
                || (stored.IsMissingOrNull && token.Original.IsMissingOrNull)
                || (stored.IsMissing && token.MissingIsOriginal)))
            {
                return null;
            }
        }

        var wholes = new List<AttributePath>();
        var isOther = false;
        var guards = new List<DocumentGuard>();
        var kept = new List<DocumentGuard>(Guards);
        for (var i = 0; i < kept.Count; i++)
        {
            var guard = kept[i];
            if (guard.IsMetBy(item))
            {
                continue;
            }

            if (guard is DocumentGuard.Holds holds && holds.WithWhatOthersWrote(item) is { } same)
            {
                kept[i] = same;
                isOther = true;
                continue;
            }

            if (guard is DocumentGuard.IsNoMap)
            {
                return null;
            }

            var whole = guard.Whole(item);
            wholes.Add(whole);
            if (guard is DocumentGuard.IsMap && new DocumentGuard.IsNoMap(whole) is var none && none.IsMetBy(item) && !guards.Contains(none))
            {
                guards.Add(none);
            }
        }

        return wholes.Count > 0 || isOther ? With(kept, wholes, guards) : null;
    }

    /// <summary>
    /// The same with fewer and larger changes: the map or list in which most is changed is written whole. Null when nothing is changed in part any more.
    /// </summary>
    public EntryWrite? Coarser()
    {
        var counts = new Dictionary<AttributePath, int>();
        AttributePath? fullest = null;
        var most = 0;
        foreach (var change in Changes)
        {
            if (change.Attribute.Parent is { } parent)
            {
                var count = counts.GetValueOrDefault(parent) + 1;
                counts[parent] = count;
                if (count > most)
                {
                    (fullest, most) = (parent, count);
                }
            }
        }

        if (fullest is null)
        {
            return null;
        }

        while (fullest.Rest is [.., { Name: null }])
        {
            // An element that is written whole would still be compared; its list is not.
            fullest = fullest.Parent!;
        }

        return With(Guards, [fullest], []);
    }

    private EntryWrite With(IReadOnlyList<DocumentGuard> kept, List<AttributePath> wholes, List<DocumentGuard> more)
    {
        wholes = [.. wholes.Distinct().Where(w => !wholes.Any(w.IsInside))];
        var guards = new List<DocumentGuard>(kept.Where(g => !IsWritten(g.Path)));
        guards.AddRange(more.Where(g => wholes.Contains(g.Path)));
        var changes = new List<AttributeChange>(Changes.Where(c => !IsWritten(c.Attribute)));
        foreach (var whole in wholes)
        {
            changes.Add(new AttributeChange(whole, whole.Find(Documents)));
            if (whole.Parent is { } parent && !guards.Contains(new DocumentGuard.IsMap(parent)))
            {
                guards.Add(new DocumentGuard.IsMap(parent));
            }
        }

        return new EntryWrite
        {
            Position = Position,
            Name = Name,
            Table = Table,
            Action = Action,
            Key = Key,
            Changes = changes,
            Actions = [.. Actions.Where(a => !IsWritten(a.Target))],
            Guards = guards,
            Documents = Documents,
            Tokens = Tokens,
            Condition = Condition,
            ReturnsOld = ReturnsOld,
        };

        bool IsWritten(AttributePath path)
            => wholes.Any(w => w.Equals(path) || path.IsInside(w));
    }
}
