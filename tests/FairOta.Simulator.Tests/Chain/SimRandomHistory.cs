using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Tests.Chain;

/// <summary>Drawn calls, sensible or not, drawn demand and drawn reorganisations.</summary>
/// <param name="stage">Where they are played.</param>
/// <param name="seed">Decides them.</param>
internal sealed class SimRandomHistory(ChainStage stage, ulong seed)
{
    private readonly SimRandom _draws = new(seed, "history");

    /// <summary>Something is sent, and a block comes.</summary>
    public void Step()
    {
        Send();
        Send();
        stage.Mine();
        if (_draws.Chance(0.1)) stage.Chain.PlanReorganisation(1 + _draws.Next(8));
        if (_draws.Chance(0.1)) stage.Chain.SetDemand(_draws.Next(4));
    }

    private void Send()
    {
        Address sender = ChainStage.Distributors[_draws.Next(ChainStage.Distributors.Count)].Address;
        int device = _draws.Next(stage.Devices);
        EscrowCall? call = _draws.Next(4) switch
        {
            0 => stage.Reserve(sender, device),
            1 => stage.Reveal(sender, device),
            2 => new Announce($"https://{device}.example"),
            _ => null,
        };
        stage.Chain.Post(stage.Transaction(sender, call, mostGwei: 1 + _draws.Next(20)));
    }
}
