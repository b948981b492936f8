using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace VictimSupport.Core.Security.Keys;

/// <summary>Wraps the keys of cookies and forms by the key file, so that the key database alone signs nobody in.</summary>
internal sealed class WrappingXmlEncryptor(KeyRing ring) : IXmlEncryptor
{
    internal const string Table = "DataProtectionKeys";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var wrapped = ring.Wrap(plain, Table, Guid.Empty);
        CryptographicOperations.ZeroMemory(plain);
        return new EncryptedXmlInfo(new XElement("wrapped", Convert.ToBase64String(wrapped)), typeof(WrappingXmlDecryptor));
    }
}

/// <summary>Opens what <see cref="WrappingXmlEncryptor"/> wrapped; made by Data Protection from its stored name.</summary>
internal sealed class WrappingXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var plain = services.GetRequiredService<KeyRing>().Unwrap(Convert.FromBase64String(encryptedElement.Value), WrappingXmlEncryptor.Table, Guid.Empty);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
