// What the on-board light shows. Pure.
//
//  1. Nothing to do: dim green. It looks around: blue, steady.
//  2. It exchanges: blue, pulsing; it opens, mends and installs: violet, pulsing.
//  3. A new image on trial: yellow, blinking. It waits for a restart: white, blinking.
//  4. An update that failed its trial or cannot be used, or a distributor that cheated: red, blinking, until the next
//     phase.

using FairOta.Agent;

namespace FairOta.Platforms.Meadow;

/// <summary>Shows the agent's doings in one light.</summary>
public static class StatusRules
{
    /// <summary>Rules 1 to 3, without the restart.</summary>
    public static Light Of(AgentPhase phase) => phase switch
    {
        AgentPhase.Idle or AgentPhase.Report => new Light(0, 32, 0, LightMotion.Steady),
        AgentPhase.Discovery => new Light(0, 0, 255, LightMotion.Steady),
        AgentPhase.Opening or AgentPhase.Download or AgentPhase.Challenge or AgentPhase.Key =>
            new Light(0, 0, 255, LightMotion.Pulse),
        AgentPhase.Unsealing or AgentPhase.Repair or AgentPhase.Installation =>
            new Light(160, 0, 255, LightMotion.Pulse),
        _ => new Light(255, 160, 0, LightMotion.Blink),
    };

    /// <summary>Rule 3, the restart, and rule 4; null where an event changes nothing.</summary>
    public static Light? Of(AgentEvent what) => what switch
    {
        AgentEvent.RestartNeeded => new Light(255, 255, 255, LightMotion.Blink),
        AgentEvent.RolledBack or AgentEvent.ReleaseUnusable or AgentEvent.DistributorBarred =>
            new Light(255, 0, 0, LightMotion.Blink),
        _ => null,
    };
}
