using System;
using System.IO;
using System.Reflection;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace FairOta.DeviceCost.Tests;

/// <summary>The meter against code whose cost is counted by hand.</summary>
[TestClass]
public sealed class InstrumenterTests
{
    [TestMethod]
    [DataRow(0, 8)]
    [DataRow(1, 18)]
    [DataRow(100, 1008)]
    public void Instrument_Loop_CountsEveryRound(int rounds, long instructions)
    {
        // 3 before, 8 and 2 in each round, 2 when it ends, 3 after.
        Tally tally = Run(rounds, (module, il) =>
        {
            il.Body.Variables.Add(new VariableDefinition(module.TypeSystem.Int32));
            Instruction round = il.Create(OpCodes.Ldloc_0);
            Instruction condition = il.Create(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Stloc_0);
            il.Emit(OpCodes.Br, condition);
            il.Append(round);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc_0);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Starg_S, il.Body.Method.Parameters[0]);
            il.Append(condition);
            il.Emit(OpCodes.Brtrue, round);
            il.Emit(OpCodes.Ldloc_0);
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ret);
        });
        Assert.AreEqual(instructions, tally.Instructions);
        Assert.AreEqual(0, tally.Calls);
        Assert.AreEqual(0, tally.AllocatedBytes);
        Assert.AreEqual(tally.Instructions, tally.ByMethod[0]);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1000)]
    public void Instrument_Allocations_CountByTheModel(int length)
    {
        Tally tally = Run(length, (module, il) =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Newarr, module.TypeSystem.Byte);
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Newarr, module.TypeSystem.UInt64);
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Newarr, module.TypeSystem.Object);
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Newobj, Constructor(module, Derived(module)));
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ret);
        });

        // Two fields and one inherited; the constructor calls nothing.
        Assert.AreEqual(3 * 12 + length * (1 + 8 + 12) + 12 + 3 * 12, tally.AllocatedBytes);
        Assert.AreEqual(1, tally.Calls);
        Assert.AreEqual(12 + 1, tally.Instructions);
    }

    [TestMethod]
    public void Instrument_Handler_CountsWhatItCatches()
    {
        Tally tally = Run(0, (module, il) =>
        {
            Instruction start = il.Create(OpCodes.Ldnull);
            Instruction handler = il.Create(OpCodes.Pop);
            Instruction end = il.Create(OpCodes.Ret);
            il.Append(start);
            il.Emit(OpCodes.Throw);
            il.Append(handler);
            il.Emit(OpCodes.Leave, end);
            il.Append(end);
            il.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Catch)
            {
                TryStart = start,
                TryEnd = handler,
                HandlerStart = handler,
                HandlerEnd = end,
                CatchType = module.TypeSystem.Object,
            });
        });
        Assert.AreEqual(5, tally.Instructions);
    }

    [TestMethod]
    public void Meter_NobodyCharged_CountsNothing()
    {
        Tally tally = new(1, new Heap());
        Meter.Charged = tally;
        Meter.Charged = null;
        Meter.Block(0, 1, 1, 1);
        Meter.Array(new byte[1], 1);
        Meter.Object(new object(), 12);
        Meter.Given("text");
        Assert.AreEqual(
            0, tally.Instructions + tally.Calls + tally.AllocatedBytes + tally.PeakBytes + tally.LargestArrayBytes);
    }

    /// <summary>Makes a static method of one int of that code, meters it and runs it once.</summary>
    private static Tally Run(int argument, Action<ModuleDefinition, ILProcessor> write)
    {
        using ModuleDefinition module = ModuleDefinition.CreateModule("Metered", ModuleKind.Dll);
        TypeDefinition type = new(
            "", "Code", Mono.Cecil.TypeAttributes.Public | Mono.Cecil.TypeAttributes.Class, module.TypeSystem.Object);
        MethodDefinition method = new(
            "Run", Mono.Cecil.MethodAttributes.Public | Mono.Cecil.MethodAttributes.Static, module.TypeSystem.Void);
        method.Parameters.Add(new ParameterDefinition(module.TypeSystem.Int32));
        type.Methods.Add(method);
        module.Types.Add(type);
        write(module, method.Body.GetILProcessor());

        Instrumenter instrumenter = new();
        instrumenter.Instrument(module);
        using MemoryStream image = new();
        module.Write(image);
        Tally tally = new(instrumenter.Methods.Count, new Heap());
        var run = Assembly.Load(image.ToArray()).GetType("Code")!.GetMethod("Run")!.CreateDelegate<Action<int>>();
        Meter.Charged = tally;
        try
        {
            run(argument);
        }
        finally
        {
            Meter.Charged = null;
        }

        return tally;
    }

    /// <summary>A class of two fields and a static one, over a class of one field.</summary>
    private static TypeDefinition Derived(ModuleDefinition module)
    {
        TypeDefinition parent = new(
            "", "Parent", Mono.Cecil.TypeAttributes.Public | Mono.Cecil.TypeAttributes.Class, module.TypeSystem.Object);
        parent.Fields.Add(Field("a", Mono.Cecil.FieldAttributes.Public));
        TypeDefinition derived = new(
            "", "Derived", Mono.Cecil.TypeAttributes.Public | Mono.Cecil.TypeAttributes.Class, parent);
        derived.Fields.Add(Field("b", Mono.Cecil.FieldAttributes.Public));
        derived.Fields.Add(Field("c", Mono.Cecil.FieldAttributes.Public));
        derived.Fields.Add(Field("d", Mono.Cecil.FieldAttributes.Public | Mono.Cecil.FieldAttributes.Static));
        module.Types.Add(parent);
        module.Types.Add(derived);
        return derived;

        FieldDefinition Field(string name, Mono.Cecil.FieldAttributes attributes) =>
            new(name, attributes, module.TypeSystem.Int64);
    }

    private static MethodDefinition Constructor(ModuleDefinition module, TypeDefinition type)
    {
        MethodDefinition constructor = new(
            ".ctor",
            Mono.Cecil.MethodAttributes.Public | Mono.Cecil.MethodAttributes.SpecialName
                | Mono.Cecil.MethodAttributes.RTSpecialName | Mono.Cecil.MethodAttributes.HideBySig,
            module.TypeSystem.Void)
        {
            HasThis = true,
        };
        constructor.Body.GetILProcessor().Emit(OpCodes.Ret);
        type.Methods.Add(constructor);
        return constructor;
    }
}
