using System;
using System.Threading.Tasks;
using Meadow;
using Meadow.Foundation.Leds;
using Meadow.Hardware;

namespace FairOta.Platforms.Meadow;

/// <summary>The light on the board, through Meadow.Foundation.</summary>
public sealed class OnboardLight : ILight
{
    private readonly RgbPwmLed _led;
    private readonly object _gate = new();
    private Task _shown = Task.CompletedTask;

    /// <summary>Takes the light's three pins.</summary>
    public OnboardLight(IPin red, IPin green, IPin blue)
    {
        _led = new RgbPwmLed(red, green, blue);
    }

    /// <inheritdoc />
    public void Show(Light light)
    {
        // One after another: an animation ends only after its own pause.
        lock (_gate)
            _shown = Change(_shown, light);
    }

    private async Task Change(Task before, Light light)
    {
        await before.ConfigureAwait(false);
        try
        {
            Color color = Color.FromRgb(light.Red, light.Green, light.Blue);
            await _led.StopAnimation().ConfigureAwait(false);
            if (light.Motion == LightMotion.Blink)
                await _led.StartBlink(color).ConfigureAwait(false);
            else if (light.Motion == LightMotion.Pulse)
                await _led.StartPulse(color).ConfigureAwait(false);
            else
                _led.SetColor(color);
        }
        catch (OperationCanceledException)
        {
            // An animation that was stopped before it began. The next one shows.
        }
    }
}
