using System.Collections.Immutable;

namespace FairOta.Simulator.Hardware;

/// <summary>The boards that predictions are made for.</summary>
public static class DeviceProfiles
{
    private const string NoFigure =
        "nanoFramework's interpreter has no JIT and no figure for it is published; 0.3 to 1 million a second is "
        + "planned with. A loop of about eight instructions took 7 µs on its ancestor, .NET Micro Framework on a "
        + "Netduino (channel9.msdn.com/coding4fun, Speeding up your Netduino project)";

    private const string Winbond =
        "flash like that of these boards: Winbond W25Q128JV datasheet, AC electrical characteristics, typical";

    private const string NoStm32Current =
        "STM32F7 at 216 MHz with its peripherals and Ethernet or coprocessor on; the datasheet's tables start higher "
        + "and lower, and depend on where code lies";

    private static readonly Figure Supply = Figure.Assumed(3.3, "V", "all these boards regulate to it");

    private static readonly Figure Hmac = Figure.Assumed(
        1_000_000, "B/s", "mbedTLS in software on such a processor; an accelerator, where it is used, is faster");

    private static readonly Figure Aes = Figure.Assumed(1_500_000, "B/s", "as HMAC");

    private static readonly Figure NativeCall =
        Figure.Assumed(200e-6, "s", "the interpreter makes an object, copies the arguments and frees them again");

    private static readonly Figure RoundTrip =
        Figure.Assumed(0.060, "s", "a distributor on the same continent, over a home's access");

    private static readonly Figure RoundTrips =
        Figure.Assumed(2, "", "a TCP connection for each request, and the request itself; name resolution is cached");

    private static readonly Figure Page = Figure.Measured(0.0004, "s", Winbond + " tPP");

    private static readonly Figure Sector = Figure.Measured(0.045, "s", Winbond + " tSE");

    private static readonly Figure Flash = Figure.Measured(
        20, "mA", "Winbond W25Q128JV datasheet, DC electrical characteristics, page program and sector erase, typical");

    private static readonly Figure FileSystem =
        Figure.Assumed(1.5, "", "metadata and wear levelling; depends on how full the flash is");

    /// <summary>An ESP32 module at 240 MHz on Wi-Fi.</summary>
    public static DeviceProfile Esp32 { get; } = new()
    {
        Board = "ESP32",
        InstructionRate = Figure.Assumed(500_000, "IL/s", NoFigure),
        HmacRate = Hmac,
        AesRate = Aes,
        NativeCall = NativeCall,
        PageProgram = Page,
        SectorErase = Sector,
        FileSystemFactor = FileSystem,
        NetworkRate = Figure.Assumed(
            125_000, "B/s", "the ESP-IDF programming guide (Wi-Fi driver, throughput) has 20 Mbit/s of TCP through the "
                + "air; interpreted code copies each byte several times, so a twentieth"),
        RoundTrip = RoundTrip,
        RoundTripsPerRequest = RoundTrips,
        Supply = Supply,
        CpuCurrent = Figure.Measured(
            49, "mA", "ESP32 series datasheet, power consumption by power modes, modem-sleep at 240 MHz: 30 to 68"),
        ReceiveCurrent = Figure.Measured(
            100, "mA", "ESP32 series datasheet, RF power consumption, receive 802.11b/g/n: 95 to 100"),
        SendCurrent = Figure.Measured(
            180, "mA", "ESP32 series datasheet, RF power consumption, transmit 802.11n MCS7 at half duty"),
        FlashCurrent = Flash,
        RunsAssemblySets = true,
    };

    /// <summary>An ESP32-S3 module at 240 MHz on Wi-Fi.</summary>
    public static DeviceProfile Esp32S3 { get; } = Esp32 with
    {
        Board = "ESP32-S3",
        InstructionRate = Figure.Assumed(600_000, "IL/s", "as of an ESP32, with a larger cache; " + NoFigure),
        CpuCurrent = Figure.Measured(
            65.9, "mA", "ESP32-S3-WROOM-1 datasheet 1.3, table 13: 240 MHz, one core busy, peripheral clocks on"),
        ReceiveCurrent = Figure.Measured(95, "mA", "ESP32-S3-WROOM-1 datasheet 1.3, table 12: receive, HT20"),
        SendCurrent = Figure.Measured(
            286, "mA", "ESP32-S3-WROOM-1 datasheet 1.3, table 12: transmit 802.11n HT20 MCS7, full duty, peak"),
    };

    /// <summary>ORGPAL PALTHREE: an STM32F769 at 216 MHz on Ethernet.</summary>
    public static DeviceProfile Stm32F7 { get; } = Esp32 with
    {
        Board = "STM32F7 (ORGPAL PALTHREE)",
        InstructionRate = Figure.Assumed(1_000_000, "IL/s", "a Cortex-M7 that runs from cached flash; " + NoFigure),
        NetworkRate = Figure.Assumed(250_000, "B/s", "Ethernet is no limit; interpreted code copies the bytes"),
        RoundTrip = Figure.Assumed(0.050, "s", "as by Wi-Fi, without its air"),
        CpuCurrent = Figure.Assumed(180, "mA", NoStm32Current),
        ReceiveCurrent = Figure.Assumed(230, "mA", NoStm32Current + "; 50 mA more for a 100BASE-TX transceiver"),
        SendCurrent = Figure.Assumed(230, "mA", NoStm32Current + "; 50 mA more for a 100BASE-TX transceiver"),
    };

    /// <summary>Meadow F7 Feather: an STM32F7 at 216 MHz that runs Mono, with an ESP32 for Wi-Fi.</summary>
    public static DeviceProfile MeadowF7 { get; } = Esp32 with
    {
        Board = "Meadow F7",
        InstructionRate = Figure.Assumed(
            3_000_000, "IL/s", "Mono on a Cortex-M7 without a published figure: some ten times as fast as "
                + "nanoFramework where code was compiled, no faster where it is interpreted"),
        NativeCall = Figure.Assumed(
            50e-6, "s", "managed HMAC and AES of Mono's class library, called without marshalling"),
        HmacRate = Figure.Assumed(300_000, "B/s", "managed code of Mono's class library"),
        AesRate = Figure.Assumed(300_000, "B/s", "managed code of Mono's class library"),
        NetworkRate = Figure.Assumed(125_000, "B/s", "its ESP32 is reached over SPI; as an ESP32"),
        CpuCurrent = Figure.Assumed(210, "mA", NoStm32Current + "; 30 mA for the ESP32 in modem-sleep"),
        ReceiveCurrent = Figure.Assumed(280, "mA", "an STM32F7 at work and an ESP32 that receives"),
        SendCurrent = Figure.Assumed(360, "mA", "an STM32F7 at work and an ESP32 that sends"),
        RunsAssemblySets = false,
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<DeviceProfile> All { get; } = [Esp32, Esp32S3, Stm32F7, MeadowF7];
}
