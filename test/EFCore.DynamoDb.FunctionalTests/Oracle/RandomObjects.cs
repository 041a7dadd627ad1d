using System.Collections;

namespace EFCore.DynamoDb.FunctionalTests.Oracle;


/// <summary>Random objects of any class of the tests, of few different values, so that they meet.</summary>
internal static class RandomObjects
{
    private static readonly string[] Keys = ["k", "l", "size", "a b"];

    public static List<Parcel> Parcels(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(_ => Parcel(random)).DistinctBy(p => (p.Owner, p.Number))];

    public static Parcel Parcel(Random random)
        => (Parcel)Object(random, random.Next(3) == 0 ? typeof(Crate) : typeof(Parcel));

    public static T Object<T>(Random random)
        => (T)Object(random, typeof(T));

    public static object Object(Random random, Type type)
    {
        if (type == typeof(Spot))
        {
            return new Spot(Values.Some<int>(random), (double?)Values.Any(random, typeof(double?)));
        }

        var instance = Activator.CreateInstance(type)!;
        foreach (var member in DocumentMember.Of(type))
        {
            member.Property.SetValue(instance, Member(random, member));
        }

        return instance;
    }

    /// <summary>A value for a member.</summary>
    public static object? Member(Random random, DocumentMember member)
        => member.Property.Name is nameof(Oracle.Parcel.Owner) or nameof(Oracle.Parcel.Kind) ? Values.Text(random)
            : Value(random, member.Property.PropertyType, member.IsNullable);

    public static object? Value(Random random, Type type, bool isNullable = false)
    {
        if (isNullable && random.Next(4) == 0)
        {
            return null;
        }

        if (DocumentMember.IsScalar(type))
        {
            return isNullable || type != typeof(string) ? Values.Any(random, type)
                : random.Next(10) == 0 ? string.Empty : Values.Text(random);
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsArray)
        {
            var array = Array.CreateInstance(type.GetElementType()!, random.Next(4));
            for (var i = 0; i < array.Length; i++)
            {
                array.SetValue(Value(random, type.GetElementType()!), i);
            }

            return array;
        }

        if (type.IsGenericType)
        {
            var collection = Activator.CreateInstance(type)!;
            var element = type.GetGenericArguments()[^1];
            for (var i = random.Next(4); i > 0; i--)
            {
                switch (collection)
                {
                    case IDictionary map:
                        map[Key(random)] = Value(random, element);
                        break;
                    case IList list:
                        list.Add(Value(random, element));
                        break;
                    case HashSet<string> set:
                        set.Add(Values.Text(random));
                        break;
                    default:
                        ((HashSet<int>)collection).Add(Values.Some<int>(random));
                        break;
                }
            }

            return collection;
        }

        return Object(random, type);
    }

    public static string Key(Random random)
        => Keys[random.Next(Keys.Length)];

    /// <summary>A copy that shares nothing with the object.</summary>
    public static T Copy<T>(T value)
        => (T)Copy((object?)value)!;

    private static object? Copy(object? value)
    {
        switch (value)
        {
            case null or string or ValueType:
                return value;
            case Array array:
                return array.Clone();
            case IDictionary map:
                var maps = (IDictionary)Activator.CreateInstance(map.GetType())!;
                foreach (DictionaryEntry entry in map)
                {
                    maps.Add(entry.Key, Copy(entry.Value));
                }

                return maps;
            case IList list:
                var lists = (IList)Activator.CreateInstance(list.GetType())!;
                foreach (var element in list)
                {
                    lists.Add(Copy(element));
                }

                return lists;
            case HashSet<string> set:
                return new HashSet<string>(set);
            case HashSet<int> set:
                return new HashSet<int>(set);
            default:
                var copy = Activator.CreateInstance(value.GetType())!;
                foreach (var member in DocumentMember.Of(value.GetType()))
                {
                    member.Property.SetValue(copy, Copy(member.Property.GetValue(value)));
                }

                return copy;
        }
    }
}
