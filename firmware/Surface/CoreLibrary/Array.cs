// Arrays and bytes. There is no Resize, Fill, Reverse, Sort or Empty, and no Buffer class.

namespace System;

/// <summary>Base of every array.</summary>
public abstract class Array : ICloneable, Collections.IList
{
    public int Length => throw null;
    int Collections.ICollection.Count => throw null;
    public object SyncRoot => throw null;
    public bool IsReadOnly => throw null;
    public bool IsFixedSize => throw null;
    public bool IsSynchronized => throw null;
    object Collections.IList.this[int index] { get => throw null; set => throw null; }

    public static void Copy(Array sourceArray, Array destinationArray, int length) => throw null;
    public static void Copy(
        Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length) => throw null;
    public static void Clear(Array array, int index, int length) => throw null;
    public static int IndexOf(Array array, object value) => throw null;
    public object Clone() => throw null;
    public void CopyTo(Array array, int index) => throw null;
    public Collections.IEnumerator GetEnumerator() => throw null;

    int Collections.IList.Add(object value) => throw null;
    bool Collections.IList.Contains(object value) => throw null;
    void Collections.IList.Clear() => throw null;
    int Collections.IList.IndexOf(object value) => throw null;
    void Collections.IList.Insert(int index, object value) => throw null;
    void Collections.IList.Remove(object value) => throw null;
    void Collections.IList.RemoveAt(int index) => throw null;
}

/// <summary>Numbers to bytes and back, in the machine's order.</summary>
public static class BitConverter
{
    public static bool IsLittleEndian => throw null;
    public static byte[] GetBytes(int value) => throw null;
    public static byte[] GetBytes(long value) => throw null;
    public static byte[] GetBytes(uint value) => throw null;
    public static byte[] GetBytes(ulong value) => throw null;
    public static int ToInt32(byte[] value, int startIndex) => throw null;
    public static long ToInt64(byte[] value, int startIndex) => throw null;
    public static uint ToUInt32(byte[] value, int startIndex) => throw null;
    public static ulong ToUInt64(byte[] value, int startIndex) => throw null;
}
