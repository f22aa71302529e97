namespace FairOta.Architecture.Tests.DeviceCode;

/// <summary>
/// What an assembly may measure on nanoFramework v1. The first group are the format's own: its metadata
/// processor and <c>nanoCLR_Types.h</c> use 16-bit offsets and 8-bit counts. The second are this
/// product's budgets.
/// </summary>
internal static class DeviceLimits
{
    /// <summary>Bytes of code of one assembly, as rewritten for the interpreter.</summary>
    public const int CodeBytes = ushort.MaxValue;

    /// <summary>Locals of a method, and arguments with <c>this</c>.</summary>
    public const int Locals = byte.MaxValue;

    /// <summary>Values on a method's evaluation stack.</summary>
    public const int StackValues = byte.MaxValue;

    /// <summary>Targets of a switch.</summary>
    public const int SwitchTargets = byte.MaxValue;

    /// <summary>
    /// Bytes of constant data of one assembly; they share a table with 16-bit offsets with the signatures,
    /// to which this leaves a quarter of it.
    /// </summary>
    public const int ConstantBytes = 48 * 1024;

    /// <summary>Bytes of one array: more is not found in one piece on a fragmented heap.</summary>
    public const int ArrayBytes = 16 * 1024;

    /// <summary>
    /// Instructions of one static constructor: those of an assembly loaded at run time are given 40 ms,
    /// 12,000 instructions at 0.3 million a second, calls included.
    /// </summary>
    public const int StaticConstructorInstructions = 512;

    /// <summary>Bytes of all device assemblies together in flash.</summary>
    public const int ImageBytes = 96 * 1024;
}
