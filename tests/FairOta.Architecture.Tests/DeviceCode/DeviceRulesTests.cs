using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace FairOta.Architecture.Tests.DeviceCode;

/// <summary>Each rule over device code notices what it is there for.</summary>
[TestClass]
public sealed class DeviceRulesTests
{
    [TestMethod]
    public void PlainModule_BreaksNoRule()
    {
        var canary = new Canary();
        var write = new MethodReference("ToString", canary.Module.TypeSystem.String, canary.Module.TypeSystem.Object)
        {
            HasThis = true,
        };
        canary.Emit(
            Instruction.Create(OpCodes.Ldstr, "a"),
            Instruction.Create(OpCodes.Callvirt, write),
            Instruction.Create(OpCodes.Pop));
        Expect.None(DeviceRules.Violations(canary.Compile()));
    }

    [TestMethod]
    public void GenericType_IsNoticed()
    {
        var canary = new Canary();
        canary.Type.GenericParameters.Add(new GenericParameter("T", canary.Type));
        AssertNoticed("generics", canary);
    }

    [TestMethod]
    public void GenericMethod_IsNoticed()
    {
        var canary = new Canary();
        canary.Method.GenericParameters.Add(new GenericParameter("T", canary.Method));
        AssertNoticed("generics", canary);
    }

    [TestMethod]
    public void GenericInstance_InAField_IsNoticed()
    {
        var canary = new Canary();
        var list = new GenericInstanceType(canary.Library("System.Collections.Generic", "List`1"));
        list.GenericArguments.Add(canary.Module.TypeSystem.Int32);
        canary.Type.Fields.Add(new FieldDefinition("list", FieldAttributes.Private, list));
        AssertNoticed("generics", canary);
    }

    [TestMethod]
    public void GenericCall_IsNoticed()
    {
        var canary = new Canary();
        var open = new MethodReference("Empty", canary.Module.TypeSystem.Void, canary.Library("System", "Array"));
        open.GenericParameters.Add(new GenericParameter("T", open));
        var call = new GenericInstanceMethod(open);
        call.GenericArguments.Add(canary.Module.TypeSystem.Int32);
        AssertNoticed("generics", canary.Emit(Instruction.Create(OpCodes.Call, call)));
    }

    [TestMethod]
    public void MultiDimensionalArray_AsALocal_IsNoticed()
    {
        var canary = new Canary();
        var matrix = new ArrayType(canary.Module.TypeSystem.Int32, 2);
        canary.Method.Body.Variables.Add(new VariableDefinition(matrix));
        AssertNoticed("array-rank", canary);
    }

    [TestMethod]
    public void Pointer_AsAParameter_IsNoticed()
    {
        var canary = new Canary();
        canary.Method.Parameters.Add(new ParameterDefinition(new PointerType(canary.Module.TypeSystem.Byte)));
        AssertNoticed("pointer", canary);
    }

    [TestMethod]
    public void ExceptionFilter_IsNoticed()
    {
        var canary = new Canary();
        var end = canary.Method.Body.Instructions[0];
        var start = Instruction.Create(OpCodes.Leave, end);
        var filter = Instruction.Create(OpCodes.Pop);
        var handler = Instruction.Create(OpCodes.Pop);
        canary.Emit(
            start,
            filter, Instruction.Create(OpCodes.Ldc_I4_1), Instruction.Create(OpCodes.Endfilter),
            handler, Instruction.Create(OpCodes.Leave, end));
        canary.Method.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Filter)
        {
            TryStart = start,
            TryEnd = filter,
            FilterStart = filter,
            HandlerStart = handler,
            HandlerEnd = end,
        });
        AssertNoticed("filter", canary);
    }

    [TestMethod]
    public void IndirectCall_IsNoticed()
    {
        var canary = new Canary();
        canary.Emit(
            Instruction.Create(OpCodes.Ldftn, canary.Method),
            Instruction.Create(OpCodes.Calli, new CallSite(canary.Module.TypeSystem.Void)));
        AssertNoticed("opcode", canary);
    }

    [TestMethod]
    public void StackAllocation_IsNoticed() =>
        AssertNoticed("opcode", new Canary().Emit(
            Instruction.Create(OpCodes.Ldc_I4_4),
            Instruction.Create(OpCodes.Conv_U),
            Instruction.Create(OpCodes.Localloc),
            Instruction.Create(OpCodes.Pop)));

    [TestMethod]
    public void MissingType_IsNoticed()
    {
        var canary = new Canary();
        var missing = canary.Library("System.Numerics", "BigInteger", isValueType: true);
        canary.Method.Body.Variables.Add(new VariableDefinition(missing));
        AssertNoticed("missing", canary);
    }

    [TestMethod]
    public void MissingMember_IsNoticed()
    {
        var canary = new Canary();
        var text = canary.Module.TypeSystem.String;
        var replace = new MethodReference("Replace", text, text)
        {
            HasThis = true,
            Parameters = { new ParameterDefinition(text), new ParameterDefinition(text) },
        };
        AssertNoticed("missing", canary.Emit(Instruction.Create(OpCodes.Call, replace)));
    }

    [TestMethod]
    public void InterpolationHandler_IsNoticed()
    {
        var canary = new Canary();
        var handler = canary.Library("System.Runtime.CompilerServices", "DefaultInterpolatedStringHandler", true);
        canary.Method.Body.Variables.Add(new VariableDefinition(handler));
        AssertNoticed("interpolation", canary);
    }

    [TestMethod]
    public void Iterator_IsNoticed()
    {
        var canary = new Canary();
        canary.Type.NestedTypes.Add(new TypeDefinition(
            "", "<Sing>d__0", TypeAttributes.NestedPrivate | TypeAttributes.Sealed, canary.Module.TypeSystem.Object));
        AssertNoticed("state-machine", canary);
    }

    [TestMethod]
    public void ConstantsOverTheLimit_AreNoticed()
    {
        AssertNoticed("large-array", WithConstants(DeviceLimits.ArrayBytes + 1));
        Assert.IsEmpty(DeviceRules.Violations(WithConstants(DeviceLimits.ArrayBytes).Compile()));
    }

    [TestMethod]
    public void ConstantsOverTheAssemblysLimit_AreNoticed() =>
        AssertNoticed("total", WithConstants(DeviceLimits.ConstantBytes + 1));

    [TestMethod]
    public void AllocationOverTheLimit_IsNoticed()
    {
        AssertNoticed("large-array", Allocating(DeviceLimits.ArrayBytes / sizeof(int) + 1));
        Assert.IsEmpty(DeviceRules.Violations(Allocating(DeviceLimits.ArrayBytes / sizeof(int)).Compile()));
    }

    [TestMethod]
    public void LongStaticConstructor_IsNoticed()
    {
        var canary = new Canary();
        Pad(StaticConstructor(canary), DeviceLimits.StaticConstructorInstructions);
        AssertNoticed("static-constructor", canary);
    }

    [TestMethod]
    public void LoopInAStaticConstructor_IsNoticed()
    {
        var canary = new Canary();
        var body = StaticConstructor(canary).Body.Instructions;
        body.Insert(0, Instruction.Create(OpCodes.Nop));
        body.Insert(1, Instruction.Create(OpCodes.Br, body[0]));
        AssertNoticed("static-constructor", canary);
    }

    [TestMethod]
    public void TooManyLocals_AreNoticed()
    {
        var canary = new Canary();
        for (var i = 0; i <= DeviceLimits.Locals; i++)
        {
            canary.Method.Body.Variables.Add(new VariableDefinition(canary.Module.TypeSystem.Int32));
        }

        AssertNoticed("count", canary);
    }

    [TestMethod]
    public void TooManyArguments_AreNoticed()
    {
        var canary = new Canary();
        for (var i = 0; i <= DeviceLimits.Locals; i++)
        {
            canary.Method.Parameters.Add(new ParameterDefinition(canary.Module.TypeSystem.Int32));
        }

        AssertNoticed("count", canary);
    }

    [TestMethod]
    public void TooDeepAStack_IsNoticed()
    {
        var depth = DeviceLimits.StackValues + 1;
        var pushes = Enumerable.Range(0, depth).Select(_ => Instruction.Create(OpCodes.Ldc_I4_0));
        var pops = Enumerable.Range(0, depth).Select(_ => Instruction.Create(OpCodes.Pop));
        AssertNoticed("count", new Canary().Emit([.. pushes, .. pops]));
    }

    [TestMethod]
    public void TooManySwitchTargets_AreNoticed()
    {
        var canary = new Canary();
        var end = canary.Method.Body.Instructions[0];
        var targets = Enumerable.Repeat(end, DeviceLimits.SwitchTargets + 1).ToArray();
        AssertNoticed("count", canary.Emit(
            Instruction.Create(OpCodes.Ldc_I4_0), Instruction.Create(OpCodes.Switch, targets)));
    }

    [TestMethod]
    public void CodeOverTheLimit_IsNoticed()
    {
        var canary = new Canary();
        Pad(canary.Method, DeviceLimits.CodeBytes);
        AssertNoticed("total", canary);
    }

    private static Canary WithConstants(int bytes)
    {
        var canary = new Canary();
        canary.Type.Fields.Add(new FieldDefinition(
            "data", FieldAttributes.Static | FieldAttributes.HasFieldRVA, Blob(canary, bytes))
        {
            InitialValue = new byte[bytes],
        });
        return canary;
    }

    // The compiler keeps constants in a field of a type that has nothing but a size.
    private static TypeDefinition Blob(Canary canary, int bytes)
    {
        var blob = new TypeDefinition(
            "", "Blob", TypeAttributes.NestedPrivate | TypeAttributes.Sealed | TypeAttributes.ExplicitLayout,
            canary.Library("System", "ValueType"))
        {
            PackingSize = 1,
            ClassSize = bytes,
        };
        canary.Type.NestedTypes.Add(blob);
        return blob;
    }

    private static Canary Allocating(int count)
    {
        var canary = new Canary();
        return canary.Emit(
            Instruction.Create(OpCodes.Ldc_I4, count),
            Instruction.Create(OpCodes.Newarr, canary.Module.TypeSystem.Int32),
            Instruction.Create(OpCodes.Pop));
    }

    private static MethodDefinition StaticConstructor(Canary canary) => canary.AddMethod(
        ".cctor",
        MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.SpecialName
            | MethodAttributes.RTSpecialName);

    private static void Pad(MethodDefinition method, int count)
    {
        for (var i = 0; i < count; i++)
        {
            method.Body.Instructions.Insert(0, Instruction.Create(OpCodes.Nop));
        }
    }

    private static void AssertNoticed(string rule, Canary canary)
    {
        var violations = DeviceRules.Violations(canary.Compile());
        Assert.IsTrue(
            violations.Any(violation => violation.StartsWith(rule + ": ", StringComparison.Ordinal)),
            $"'{rule}' should fire; what fired: {string.Join("; ", violations)}");
    }
}
