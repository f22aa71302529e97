using System.Globalization;

namespace FairOta.Gas.Tests;

/// <summary>What one transaction cost.</summary>
/// <param name="Name">What it did.</param>
/// <param name="Gas">All of its gas, calldata and refunds included.</param>
/// <param name="Deliveries">How many deliveries it was about; 0 where it is about none.</param>
/// <param name="Nodes">How many nodes of the fleet's tree it carried.</param>
/// <param name="CalldataBytes">Length of its calldata.</param>
/// <param name="Floor7623">What the calldata alone costs at least, see <see cref="CalldataPrice.Floor7623"/>.</param>
/// <param name="Floor7976">What it may cost at least one day, see <see cref="CalldataPrice.Floor7976"/>.</param>
internal sealed record Measurement(
    string Name, long Gas, int Deliveries, int Nodes, int CalldataBytes, long Floor7623, long Floor7976)
{
    /// <summary>The share of one delivery, rounded down.</summary>
    public long PerDelivery => Gas / Deliveries;

    /// <summary>A member of a JSON object, on one line.</summary>
    public string ToJson()
    {
        string delivery = Deliveries == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"\"perDelivery\": {PerDelivery}, \"nodesPerDelivery\": {(double)Nodes / Deliveries:0.00}, ");
        return $"  \"{Name}\": {{ \"gas\": {Gas}, {delivery}\"calldataBytes\": {CalldataBytes}, "
            + $"\"floorEip7623\": {Floor7623}, \"floorEip7976\": {Floor7976} }}";
    }
}
