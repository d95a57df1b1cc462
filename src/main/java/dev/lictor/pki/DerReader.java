package dev.lictor.pki;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;

/** Knows what bytes in DER hold by their structure alone, because labels and file names are often wrong. */
final class DerReader {
    /** What the bytes hold. */
    sealed interface Content {
        /** @param bundle whether they are in a PKCS#7 structure */
        record Certificates(List<X509CertificateHolder> certificates, boolean bundle) implements Content {}

        /** @param explicitCurve whether the key had the parameters of its curve in place of its name, which Go does not read */
        record Key(PrivateKeyInfo info, boolean explicitCurve) implements Content {
            @Override
            public String toString() {
                return "Key[hidden]";
            }
        }

        record Other(KeyMaterialForm form) implements Content {}
    }

    @FunctionalInterface
    private interface Structure {
        /** Throws any unchecked exception or IOException if the object is of another structure. */
        Content read(ASN1Object object) throws IOException;
    }

    private static final List<Structure> STRUCTURES = List.of(
            DerReader::certificate,
            DerReader::pkcs8,
            DerReader::sec1,
            DerReader::pkcs1,
            DerReader::pkcs7,
            DerReader::pkcs12,
            other(CertificationRequest::getInstance, KeyMaterialForm.CERTIFICATE_REQUEST),
            other(CertificateList::getInstance, KeyMaterialForm.REVOCATION_LIST),
            other(SubjectPublicKeyInfo::getInstance, KeyMaterialForm.PUBLIC_KEY),
            other(RSAPublicKey::getInstance, KeyMaterialForm.PUBLIC_KEY),
            other(EncryptedPrivateKeyInfo::getInstance, KeyMaterialForm.ENCRYPTED_KEY_DER));

    private DerReader() {}

    /** Empty if the bytes are not DER. */
    static Optional<Content> read(byte[] der) {
        try (var input = new ASN1InputStream(der)) {
            var first = input.readObject();
            if (!(first instanceof ASN1Sequence)) {
                return Optional.empty();
            }
            return STRUCTURES.stream()
                    .flatMap(structure -> tried(structure, first))
                    .findFirst();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Stream<Content> tried(Structure structure, ASN1Object object) {
        try {
            return Stream.of(structure.read(object));
        } catch (IOException | RuntimeException e) {
            return Stream.empty(); // it has another structure
        }
    }

    private static Content certificate(ASN1Object object) {
        return new Content.Certificates(List.of(new X509CertificateHolder(Certificate.getInstance(object))), false);
    }

    private static Content pkcs8(ASN1Object object) throws IOException {
        var info = PrivateKeyInfo.getInstance(object);
        var algorithm = info.getPrivateKeyAlgorithm();
        if (!algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return new Content.Key(info, false);
        }
        return elliptic(
                ECPrivateKey.getInstance(info.parsePrivateKey()),
                X962Parameters.getInstance(algorithm.getParameters()));
    }

    private static Content sec1(ASN1Object object) throws IOException {
        var key = ECPrivateKey.getInstance(object);
        return elliptic(key, X962Parameters.getInstance(key.getParametersObject()));
    }

    private static Content elliptic(ECPrivateKey key, X962Parameters parameters) throws IOException {
        if (parameters.isNamedCurve()) {
            return elliptic(key, parameters, false);
        }
        var name = name(X9ECParameters.getInstance(parameters.getParameters()));
        return name.isPresent()
                ? elliptic(key, new X962Parameters(name.get()), true)
                : new Content.Other(KeyMaterialForm.UNKNOWN_CURVE);
    }

    private static Content elliptic(ECPrivateKey key, X962Parameters named, boolean wasExplicit) throws IOException {
        // Without the parameters within the key, which may be explicit ones.
        var curve = ECNamedCurveTable.getByOID(ASN1ObjectIdentifier.getInstance(named.getParameters()));
        if (curve == null) {
            return new Content.Other(KeyMaterialForm.UNKNOWN_CURVE);
        }
        var scalar = new ECPrivateKey(curve.getN().bitLength(), key.getKey(), key.getPublicKey(), null);
        return new Content.Key(
                new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, named), scalar),
                wasExplicit);
    }

    /** The name of a curve that is described by its parameters. */
    private static Optional<ASN1ObjectIdentifier> name(X9ECParameters parameters) {
        return Stream.of("P-256", "P-384", "P-521")
                .filter(name -> {
                    var known = NISTNamedCurves.getByName(name);
                    return known.getCurve().equals(parameters.getCurve())
                            && known.getG().equals(parameters.getG())
                            && known.getN().equals(parameters.getN());
                })
                .map(NISTNamedCurves::getOID)
                .findFirst();
    }

    private static Content pkcs1(ASN1Object object) throws IOException {
        return new Content.Key(
                new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        RSAPrivateKey.getInstance(object)),
                false);
    }

    private static Content pkcs7(ASN1Object object) {
        var info = ContentInfo.getInstance(object);
        if (!info.getContentType().equals(PKCSObjectIdentifiers.signedData)) {
            throw new IllegalArgumentException("no certificates");
        }
        var certificates = new ArrayList<X509CertificateHolder>();
        SignedData.getInstance(info.getContent())
                .getCertificates()
                .forEach(each -> certificates.add(new X509CertificateHolder(Certificate.getInstance(each))));
        return new Content.Certificates(certificates, true);
    }

    private static Content pkcs12(ASN1Object object) {
        Pfx.getInstance(object);
        return new Content.Other(KeyMaterialForm.PKCS_12);
    }

    private static Structure other(Function<Object, ?> structure, KeyMaterialForm form) {
        return object -> {
            var _ = structure.apply(object);
            return new Content.Other(form);
        };
    }
}
