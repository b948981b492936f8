using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VictimSupport.Core.RoomLinks.Smtp;

/// <summary>Trust in an organisation's own certificate authority, and in nothing else, for the connection to its mail server.</summary>
internal static class OwnAuthority
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    public static bool CanRead(string file)
    {
        try
        {
            return Read(file).Count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Accepts a certificate that leads to one of the file's certificates, is in date and is for the host that was asked for.</summary>
    public static RemoteCertificateValidationCallback Trusting(string file)
    {
        var authorities = Read(file);
        return (_, certificate, sent, errors) =>
        {
            // Chain errors are judged again below; a wrong name or no certificate is never forgiven.
            if (certificate is not X509Certificate2 server || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            {
                return false;
            }

            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
            // An authority of one's own seldom publishes a revocation list; removing it from the file revokes it.
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            {
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            }

            return chain.Build(server);
        };
    }

    private static X509Certificate2Collection Read(string file)
    {
        X509Certificate2Collection read = [];
        read.ImportFromPemFile(file);
        return read;
    }
}
