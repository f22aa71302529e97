using System.Threading.Tasks;

namespace Meadow
{
    /// <summary>An application.</summary>
    public interface IApp
    {
        Task Initialize();
        Task Run();
    }

    /// <summary>A board.</summary>
    public interface IMeadowDevice
    {
        IPlatformOS PlatformOS { get; }
    }

    /// <summary>Resets and sleeps.</summary>
    public interface IPowerController
    {
        void Reset();
    }

    /// <summary>The operating system.</summary>
    public interface IPlatformOS : IPowerController
    {
        FileSystemInfo FileSystem { get; }

        /// <summary>Where files lie.</summary>
        public abstract class FileSystemInfo
        {
            public string UserFileSystemRoot => throw null;
            public string DataDirectory => throw null;
        }
    }
}

namespace Meadow.Hardware
{
    /// <summary>A pin.</summary>
    public interface IPin
    {
    }
}
