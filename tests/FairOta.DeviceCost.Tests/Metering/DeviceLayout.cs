using System;
using System.Linq;
using System.Text;
using Mono.Cecil;

namespace FairOta.DeviceCost.Tests;

/// <summary>
/// The model of the device's managed heap: cells of 12 bytes. An object is a header and a cell for each field, an array
/// a header and its elements, packed where they are primitive and a cell each where they are not.
/// </summary>
internal static class DeviceLayout
{
    private const int CellBytes = 12;

    public static long ArrayBytes(int length, int elementBytes) => CellBytes + (long)length * elementBytes;

    /// <summary>Bytes of a string, which the device keeps in UTF-8 with a zero, or of an array.</summary>
    public static long BytesOf(object given) => given switch
    {
        string text => CellBytes + Encoding.UTF8.GetByteCount(text) + 1,
        Array array => ArrayBytes(
            array.Length,
            array.GetType().GetElementType()!.IsPrimitive && array.Length > 0
                ? Buffer.ByteLength(array) / array.Length
                : CellBytes),
        _ => throw new ArgumentException("Neither string nor array.", nameof(given)),
    };

    /// <summary>Bytes of an instance; of types outside the metered assemblies the header alone is known.</summary>
    public static int ObjectBytes(TypeReference type)
    {
        int bytes = CellBytes;
        for (TypeDefinition? at = Known(type); at != null; at = Known(at.BaseType))
            bytes += CellBytes * at.Fields.Count(field => !field.IsStatic);
        return bytes;
    }

    /// <summary>Bytes of an element of an array.</summary>
    public static int ElementBytes(TypeReference type)
    {
        TypeReference primitive = Known(type) is { IsEnum: true } known
            ? known.Fields.Single(field => !field.IsStatic).FieldType
            : type;
        return primitive.MetadataType switch
        {
            MetadataType.Boolean or MetadataType.SByte or MetadataType.Byte => 1,
            MetadataType.Char or MetadataType.Int16 or MetadataType.UInt16 => 2,
            MetadataType.Int32 or MetadataType.UInt32 or MetadataType.Single => 4,
            MetadataType.Int64 or MetadataType.UInt64 or MetadataType.Double => 8,
            _ => CellBytes,
        };
    }

    // A type of a library is known by its signature only, and so are its fields.
    private static TypeDefinition? Known(TypeReference? type) =>
        type == null || type.Scope.Name is "mscorlib" or "nanoFramework.System.Text" ? null : type.Resolve();
}
