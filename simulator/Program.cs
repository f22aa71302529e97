using FairOta.Simulator.Commands;

return await SimulatorCommand.RunAsync(args);
