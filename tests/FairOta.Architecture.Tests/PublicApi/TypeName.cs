using System;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Architecture.Tests.PublicApi;

/// <summary>A type's name as source code would write it.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>The name with its namespace and enclosing types.</summary>
    public static string Full(Type type) => WithArguments(type.FullName!, type);

    /// <summary>The name alone; arrays, references and nullables by their element.</summary>
    public static string Short(Type type) =>
        type.IsByRef ? Short(type.GetElementType()!)
        : type.IsArray ? Short(type.GetElementType()!) + "[]"
        : Nullable.GetUnderlyingType(type) is { } value ? Short(value) + "?"
        : Keywords.TryGetValue(type, out var keyword) ? keyword
        : WithArguments(type.Name, type);

    private static string WithArguments(string name, Type type)
    {
        var mark = name.IndexOf('`', StringComparison.Ordinal);
        return mark < 0
            ? name
            : $"{name[..mark]}<{string.Join(", ", type.GetGenericArguments().Select(Short))}>";
    }
}
