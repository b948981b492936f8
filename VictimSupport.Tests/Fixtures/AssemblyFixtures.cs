[assembly: AssemblyFixture(typeof(VictimSupport.Tests.Fixtures.PostgresServer))]
