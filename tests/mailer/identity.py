"""Certificates for tests, made on the spot by the openssl program."""

import os
import subprocess


def make(folder, name="server", host="localhost", days=2):
    """(certificate, key) files; self-signed, so that the certificate is its own authority."""
    certificate, key = os.path.join(folder, name + ".pem"), os.path.join(folder, name + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", certificate, "-days", str(days), "-subj", f"/CN={host}",
                    "-addext", f"subjectAltName=DNS:{host}" + (",IP:127.0.0.1" if host == "localhost" else "")],
                   check=True, capture_output=True)
    return certificate, key
