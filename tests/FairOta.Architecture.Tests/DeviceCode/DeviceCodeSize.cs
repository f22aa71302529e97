using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace FairOta.Architecture.Tests.DeviceCode;

/// <summary>How many bytes a method takes in the interpreter's format.</summary>
internal static class DeviceCodeSize
{
    private const int HandlerBytes = 12;

    /// <summary>Bytes of a body: its instructions with shortened operands, and its exception table.</summary>
    public static int Of(MethodDefinition method) =>
        !method.HasBody
            ? 0
            : method.Body.Instructions.Sum(Of)
                + (method.Body.HasExceptionHandlers ? method.Body.ExceptionHandlers.Count * HandlerBytes + 1 : 0);

    // Tokens and far branches take 2 bytes instead of 4, a switch 1 byte and 2 for each target.
    private static int Of(Instruction instruction) => instruction.OpCode.OperandType switch
    {
        OperandType.InlineSwitch => instruction.OpCode.Size + 1 + 2 * ((Instruction[])instruction.Operand).Length,
        OperandType.InlineString or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType
            or OperandType.InlineBrTarget => instruction.OpCode.Size + 2,
        _ => instruction.GetSize(),
    };
}
