"""Which certificates of a node are trusted, the same on every Python.

Python 3.13 began to refuse certificates that break RFC 5280 (``VERIFY_X509_STRICT``), and to trust an
intermediate authority that is named (``VERIFY_X509_PARTIAL_CHAIN``). Here both hold on 3.11 too.

Internal authorities are often older than these rules. One that the user names in a file is trusted
nevertheless, with a warning; otherwise users would turn all checks off. Signatures, names and dates
are still checked.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable

from themebuilder.core.messages import N_, _

# X509_V_ERR_INVALID_CA to X509_V_ERR_EC_KEY_EXPLICIT_PARAMS in OpenSSL's x509_vfy.h.
_STRICT_FAULTS = range(79, 95)
_UNKNOWN_AUTHORITY = {2, 7, 18, 19, 20, 21}  # 7: signed by another one of the same name
_ADVICE = {
    9: N_("It becomes valid later: check this machine's clock"),
    10: N_("Ask whoever runs the node for a new certificate"),
    62: N_("Use a name of the node that its certificate has, or get a certificate with this name"),
    64: N_("Use a name of the node that its certificate has, or get a certificate with this name"),
}
"""OpenSSL's code of a fault -> what to do about it."""


class Certificates:
    """What connections to one node trust: the authorities in *bundle*, or the system's.

    *bundle* is a PEM file; `OSError` where it cannot be read. *warn* is called once, when an
    authority of the bundle is trusted though the strict check refuses a certificate.
    """

    def __init__(
        self, bundle: str, warn: Callable[[str], None], *, is_insecure: bool = False
    ) -> None:
        self.context = ssl.create_default_context(cafile=bundle or None)
        self.context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
        if is_insecure:
            self.context.check_hostname = False
            self.context.verify_mode = ssl.CERT_NONE
        self._bundle = bundle
        self._warn = warn
        self._lock = threading.Lock()

    def relax_check(self, error: BaseException) -> bool:
        """Whether to connect again after *error*, now without the strict check."""
        fault = find_fault(error)
        if fault is None or not self._bundle or fault.verify_code not in _STRICT_FAULTS:
            return False
        with self._lock:
            if self.context.verify_flags & ssl.VERIFY_X509_STRICT:
                self.context.verify_flags &= ~ssl.VERIFY_X509_STRICT
                self._warn(
                    _(
                        "The node's certificate fails the strict check ({fault}). It's accepted "
                        "because {file} names its authority, but other programs may refuse it. "
                        "Reissue it, or its authority's, with the extensions that RFC 5280 requires.",
                        fault=fault.verify_message,
                        file=self._bundle,
                    )
                )
        return True

    def advise(self, error: BaseException, option: str) -> str:
        """Return what to do about *error*, or "" where that is unknown.

        *option* is where the user names the authority's file.
        """
        fault = find_fault(error)
        code = fault.verify_code if fault else 0
        if code in _UNKNOWN_AUTHORITY and self._bundle:
            return _("{file} doesn't have the authority that signed it", file=self._bundle)
        if code in _UNKNOWN_AUTHORITY:
            return _(
                "If its authority is your own, name the authority's file in {option}", option=option
            )
        if self._bundle or code not in _STRICT_FAULTS:
            return _(_ADVICE[code]) if code in _ADVICE else ""
        return _(
            "Reissue the certificate, or its authority's, with the extensions that RFC 5280 requires. "
            "Until then, name the authority's file in {option}",
            option=option,
        )


def find_fault(error: BaseException) -> ssl.SSLCertVerificationError | None:
    """Return the certificate error behind a client's *error*, or None."""
    inner: object = error
    while isinstance(inner, BaseException):
        if isinstance(inner, ssl.SSLCertVerificationError):
            return inner
        inner = inner.__cause__ or inner.__context__
    return None
