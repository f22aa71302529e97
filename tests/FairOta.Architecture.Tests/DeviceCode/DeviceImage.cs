using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Mono.Cecil;

namespace FairOta.Architecture.Tests.DeviceCode;

/// <summary>
/// How many bytes each part of an assembly takes in a device's flash, by the rules of the interpreter's format: the
/// records of <c>nanoCLR_Types.h</c> (CLR_RECORD_*) as nanoframework/metadata-processor 4541b46b writes them
/// (<c>nanoAssemblyBuilder</c>, <c>Tables/*</c>). Every distinct name is kept once, in UTF-8 with a final zero,
/// private ones and those of fields too; names of parameters, locals, properties and constants are not kept.
/// Signatures are kept once, and one within another.
/// </summary>
/// <remarks>
/// Compared with what that processor made of the same assemblies: 0 to 280 bytes too many each, 0.6 % of all of a
/// device's (91,276 for 90,744). What is left is the order of types, on which the length of their tokens and the
/// folding of signatures depend, and built-in names that <see cref="BuiltIn"/> does not list.
/// </remarks>
internal sealed class DeviceImage
{
    private const int HeaderBytes = 124;
    private const int AssemblyReferenceBytes = 12;
    private const int ReferenceBytes = 8;
    private const int TypeBytes = 24;
    private const int FieldBytes = 8;
    private const int MethodBytes = 16;
    private const int SpecificationBytes = 4;

    // Names of the device's libraries that the interpreter has built in (StringTableData.cpp), as far as ours use them.
    private static readonly HashSet<string> BuiltIn =
    [
        .. ("|.cctor|.ctor|Abort|Add|Append|ArgumentException|Array|ArrayList|Byte|Char|Check|Clear|Close"
            + "|Combine|Compare|CompareTo|Concat|Contains|Copy|Double|Encoding|Enter|Enum|Exception|Exit|GetBytes"
            + "|GetString|Hash|IOException|IndexOf|InitializeArray|Insert|Install|Int32|Int64"
            + "|InvalidOperationException|Key|LastIndexOf|Load|Monitor|Negate|Next|Object|Parse|Read|ReadByte"
            + "|RemoveAt|Replace|Reset|RuntimeFieldHandle|RuntimeHelpers|Set|Sign|Sleep|Source|Split|Start|String"
            + "|Substring|Subtract|System|System.Collections|System.IO|System.Runtime.CompilerServices"
            + "|System.Text|System.Threading|ToArray|ToLower|ToString|Trim|Truncate|UInt32|UInt64|ValueType|Write"
            + "|_count|_size|_tail|get_Build|get_Chars|get_Count|get_Item|get_Kind|get_Length|get_Major"
            + "|get_Method|get_Minor|get_Revision|get_Target|get_UTF8|get_Version|key|mscorlib|next|op_Equality"
            + "|op_Inequality|set_Item|value|value__").Split('|'),
    ];

    private readonly ModuleDefinition _module;
    private readonly TypeDefinition[] _types;
    private readonly FieldDefinition[] _fields;
    private readonly MethodDefinition[] _methods;
    private readonly TypeReference[] _typeReferences;
    private readonly MemberReference[] _memberReferences;

    /// <summary>Measures a module.</summary>
    public DeviceImage(ModuleDefinition module)
    {
        _module = module;
        _types = [.. module.GetTypes().Where(type => type.Name != "<Module>")];
        _fields = [.. _types.SelectMany(type => type.Fields).Where(field => !field.HasConstant)];
        _methods = [.. _types.SelectMany(type => type.Methods)];
        _typeReferences = [.. module.GetTypeReferences().Where(IsKept)];
        _memberReferences = [.. module.GetMemberReferences().Where(member => IsKept(member.DeclaringType))];
        Parts =
        [
            ("header", HeaderBytes),
            ("references", Padded(module.AssemblyReferences.Count * AssemblyReferenceBytes)
                + ((_typeReferences.Length + _memberReferences.Length) * ReferenceBytes)),
            ("types", (_types.Length * TypeBytes) + (Specifications() * SpecificationBytes)),
            ("fields", _fields.Length * FieldBytes),
            ("methods", _methods.Length * MethodBytes),
            ("names and texts", Padded(Names().Distinct().Sum(name => Encoding.UTF8.GetByteCount(name) + 1) + 1)),
            ("signatures", Padded(Signatures())),
            ("code", Padded(_methods.Sum(DeviceCodeSize.Of))),
        ];
    }

    /// <summary>The parts and their bytes.</summary>
    public IReadOnlyList<(string Name, int Bytes)> Parts { get; }

    /// <summary>Bytes of the whole assembly.</summary>
    public int Bytes => Parts.Sum(part => part.Bytes);

    /// <summary>One row for each part, one column for each assembly, and sums.</summary>
    public static string Table(IReadOnlyCollection<DeviceImage> images)
    {
        StringBuilder text = new();
        Row("", [.. images.Select(image => image._module.Assembly.Name.Name.Split('.')[^1]), "all"]);
        foreach (var name in images.First().Parts.Select(part => part.Name))
            Numbers(name, images.Select(image => image.Parts.Single(part => part.Name == name).Bytes));
        Numbers("total", images.Select(image => image.Bytes));
        return text.ToString();

        void Numbers(string name, IEnumerable<int> numbers) =>
            Row(name, numbers.Append(numbers.Sum()).Select(sum => sum.ToString("N0", CultureInfo.InvariantCulture)));

        void Row(string name, IEnumerable<string> cells) =>
            text.AppendLine(name.PadRight(16) + string.Concat(cells.Select(cell => cell.PadLeft(16))));
    }

    private static int Padded(int bytes) => (bytes + 3) & ~3;

    // The processor leaves attributes out that only compilers read, and what only they refer to.
    private static bool IsKept(TypeReference type) =>
        !type.Name.EndsWith("Attribute", StringComparison.Ordinal)
        && type.DeclaringType?.Name != "DebuggableAttribute";

    private int Specifications() => Operands().OfType<TypeSpecification>().Select(type => type.FullName)
        .Distinct().Count();

    private IEnumerable<object?> Operands() => _methods.Where(method => method.HasBody)
        .SelectMany(method => method.Body.Instructions).Select(instruction => instruction.Operand);

    private IEnumerable<string> Names()
    {
        var names = _types.SelectMany(type => new[] { type.Name, type.Namespace })
            .Concat(_typeReferences.SelectMany(type => new[] { type.Name, type.Namespace }))
            .Concat(_memberReferences.Select(member => member.Name))
            .Concat(_fields.Select(field => field.Name))
            .Concat(_methods.Select(method => method.Name))
            .Concat(_module.AssemblyReferences.Select(reference => reference.Name))
            .Append(_module.Assembly.Name.Name)
            .Where(name => !BuiltIn.Contains(name));

        // A text in code is kept even where it is a built-in name.
        return names.Concat(Operands().OfType<string>().Where(text => text.Length > 0));
    }

    private int Signatures()
    {
        List<byte> table = [];
        HashSet<string> known = [];
        foreach (var signature in AllSignatures())
        {
            if (known.Add(Convert.ToHexString(signature)) && !Contains(table, signature))
                table.AddRange(signature);
        }

        return table.Count;
    }

    private static bool Contains(List<byte> table, byte[] signature) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(table).IndexOf(signature) >= 0;

    private IEnumerable<byte[]> AllSignatures()
    {
        foreach (var member in _memberReferences)
        {
            yield return member is MethodReference method
                ? Of(method)
                : [0x06, .. Of(((FieldReference)member).FieldType)];
        }

        foreach (var type in _types)
        {
            foreach (var field in type.Fields.Where(field => !field.HasConstant))
            {
                yield return [0x06, .. Of(field.FieldType)];
                if (field.InitialValue.Length > 0)
                    yield return [.. BitConverter.GetBytes((ushort)field.InitialValue.Length), .. field.InitialValue];
            }

            foreach (var method in type.Methods)
            {
                yield return Of(method);
                if (method.HasBody && method.Body.HasVariables)
                    yield return [.. method.Body.Variables.SelectMany(variable => Of(variable.VariableType))];
            }

            if (type.HasInterfaces)
            {
                yield return
                [
                    (byte)type.Interfaces.Count,
                    .. type.Interfaces.SelectMany(implemented => Token(implemented.InterfaceType)),
                ];
            }
        }
    }

    private byte[] Of(MethodReference method) =>
    [
        method.HasThis ? (byte)0x20 : (byte)0,
        (byte)method.Parameters.Count,
        .. Of(method.ReturnType),
        .. method.Parameters.SelectMany(parameter => Of(parameter.ParameterType)),
    ];

    // One byte for what the interpreter knows, a kind and a token for any other class or structure.
    private byte[] Of(TypeReference type) => type switch
    {
        ByReferenceType reference => [0x10, .. Of(reference.ElementType)],
        ArrayType array => [0x1D, .. Of(array.ElementType)],
        _ => type.IsPrimitive || type.MetadataType is MetadataType.Void or MetadataType.String or MetadataType.Object
            ? [(byte)type.MetadataType]
            : [type.IsValueType ? (byte)0x11 : (byte)0x12, .. Token(type)],
    };

    // A token is compressed (ECMA-335, II.23.2.8): one byte for the first 32 of a table, two for the next.
    private byte[] Token(TypeReference type)
    {
        var index = Array.IndexOf(_typeReferences, type);
        var token = index >= 0 ? (index << 2) | 1 : Array.IndexOf(_types, type) << 2;
        return token < 0x80 ? [(byte)token] : [(byte)(0x80 | (token >> 8)), (byte)token];
    }
}
