"""Questions asked of a finished package, read back from its bytes: ours or anybody's."""

from themebuilder.checks.package import branding, files, service_theme
from themebuilder.checks.package.subject import BRANDING, CONFIG, MANIFEST, PackageSubject

CHECKS = (*files.CHECKS, *branding.CHECKS, *service_theme.CHECKS)

__all__ = ["BRANDING", "CHECKS", "CONFIG", "MANIFEST", "PackageSubject"]
