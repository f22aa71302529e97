using System.Threading.Tasks;
using Meadow.Hardware;
using Meadow.Peripherals.Leds;

namespace Meadow.Foundation.Leds;

/// <summary>A light of three colours, dimmed by pulse width.</summary>
public class RgbPwmLed
{
    public RgbPwmLed(
        IPin redPwmPin, IPin greenPwmPin, IPin bluePwmPin, CommonType commonType = CommonType.CommonCathode) =>
        throw null;

    public void SetColor(Color color, float brightness = 1) => throw null;
    public Task StartBlink(Color color, float highBrightness = 1f, float lowBrightness = 0f) => throw null;
    public Task StartPulse(Color color, float highBrightness = 1, float lowBrightness = 0.15F) => throw null;
    public Task StopAnimation() => throw null;
}
