// What the compiler asks for by name: handles, and the attributes that it writes or reads.

namespace System
{
    /// <summary>Handle of a type.</summary>
    public struct RuntimeTypeHandle
    {
    }

    /// <summary>Handle of a field.</summary>
    public struct RuntimeFieldHandle
    {
    }

    /// <summary>Handle of a method.</summary>
    public struct RuntimeMethodHandle
    {
    }

    /// <summary>What an attribute may stand on.</summary>
    [Flags]
    public enum AttributeTargets
    {
        Assembly = 0x0001,
        Module = 0x0002,
        Class = 0x0004,
        Struct = 0x0008,
        Enum = 0x0010,
        Constructor = 0x0020,
        Method = 0x0040,
        Property = 0x0080,
        Field = 0x0100,
        Event = 0x0200,
        Interface = 0x0400,
        Parameter = 0x0800,
        Delegate = 0x1000,
        ReturnValue = 0x2000,
        All = 0x3FFF,
    }

    /// <summary>Says what an attribute may stand on.</summary>
    public sealed class AttributeUsageAttribute : Attribute
    {
        public AttributeUsageAttribute(AttributeTargets validOn) => throw null;
        public AttributeTargets ValidOn => throw null;
        public bool AllowMultiple { get => throw null; set => throw null; }
        public bool Inherited { get => throw null; set => throw null; }
    }

    /// <summary>Marks an enumeration of bits.</summary>
    public class FlagsAttribute : Attribute
    {
        public FlagsAttribute() { }
    }

    /// <summary>Marks a parameter list.</summary>
    public sealed class ParamArrayAttribute : Attribute
    {
        public ParamArrayAttribute() { }
    }
}

namespace System.Reflection
{
    /// <summary>Base of a type's description.</summary>
    public abstract class MemberInfo
    {
        public abstract string Name { get; }
    }

    /// <summary>Description of a method or a constructor.</summary>
    public abstract class MethodBase : MemberInfo
    {
        public object Invoke(object obj, object[] parameters) => throw null;
    }

    /// <summary>Description of a method.</summary>
    public abstract class MethodInfo : MethodBase
    {
    }

    /// <summary>A loaded assembly.</summary>
    public class Assembly
    {
        public virtual Type GetType(string name) => throw null;
        public static Assembly Load(byte[] rawAssembly) => throw null;
    }

    /// <summary>Names the indexer.</summary>
    public sealed class DefaultMemberAttribute : Attribute
    {
        public DefaultMemberAttribute(string memberName) => throw null;
    }

    /// <summary>The assembly's version.</summary>
    public sealed class AssemblyVersionAttribute : Attribute
    {
        public AssemblyVersionAttribute(string version) => throw null;
    }
}

namespace System.Runtime.CompilerServices
{
    /// <summary>Fills an array from constant data.</summary>
    public static class RuntimeHelpers
    {
        public static void InitializeArray(Array array, RuntimeFieldHandle fldHandle) => throw null;
    }

    /// <summary>Says which checks a runtime may relax.</summary>
    public class CompilationRelaxationsAttribute : Attribute
    {
        public CompilationRelaxationsAttribute(int relaxations) => throw null;
    }

    /// <summary>Names an indexer's accessors.</summary>
    public sealed class IndexerNameAttribute : Attribute
    {
        public IndexerNameAttribute(string indexerName) => throw null;
    }

    /// <summary>Opens internals to another assembly.</summary>
    public sealed class InternalsVisibleToAttribute : Attribute
    {
        public InternalsVisibleToAttribute(string assemblyName) => throw null;
    }
}
