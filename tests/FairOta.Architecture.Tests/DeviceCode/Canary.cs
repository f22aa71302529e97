using System;
using System.IO;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace FairOta.Architecture.Tests.DeviceCode;

/// <summary>A tiny device module with one class and one method, made to break one rule.</summary>
internal sealed class Canary
{
    private readonly AssemblyDefinition _assembly = AssemblyDefinition.CreateAssembly(
        new AssemblyNameDefinition("Canary", new Version(1, 0)),
        "Canary",
        new ModuleParameters { Kind = ModuleKind.Dll, AssemblyResolver = DeviceAssembly.Resolver });

    /// <summary>A canary that breaks no rule.</summary>
    public Canary()
    {
        Type = new TypeDefinition(
            "Canary", "Bird", TypeAttributes.Public | TypeAttributes.Class, Module.TypeSystem.Object);
        Module.Types.Add(Type);
        Method = AddMethod("Sing", MethodAttributes.Public | MethodAttributes.Static);
    }

    /// <summary>The module.</summary>
    public ModuleDefinition Module => _assembly.MainModule;

    /// <summary>The class.</summary>
    public TypeDefinition Type { get; }

    /// <summary>The static method <c>void Sing()</c>; its body is one return.</summary>
    public MethodDefinition Method { get; }

    /// <summary>A method of the class without arguments or result, whose body is one return.</summary>
    public MethodDefinition AddMethod(string name, MethodAttributes attributes)
    {
        var method = new MethodDefinition(name, attributes, Module.TypeSystem.Void);
        method.Body.Instructions.Add(Instruction.Create(OpCodes.Ret));
        Type.Methods.Add(method);
        return method;
    }

    /// <summary>Puts instructions before the method's return.</summary>
    public Canary Emit(params Instruction[] instructions)
    {
        for (var i = 0; i < instructions.Length; i++)
        {
            Method.Body.Instructions.Insert(i, instructions[i]);
        }

        return this;
    }

    /// <summary>A type of the core library, whether or not it exists there.</summary>
    public TypeReference Library(string space, string name, bool isValueType = false) =>
        new(space, name, Module, Module.TypeSystem.CoreLibrary, isValueType);

    /// <summary>The canary as a device would see it: written out and read again.</summary>
    public ModuleDefinition Compile()
    {
        var stream = new MemoryStream();
        _assembly.Write(stream);
        stream.Position = 0;
        return DeviceAssembly.Resolver.Read(stream);
    }
}
