"""Questions asked of a finished package, read back from its bytes: ours or anybody's."""

from themebuilder.checks import branding_package as branding
from themebuilder.checks import package_files as files
from themebuilder.checks import service_theme_package as service_theme
from themebuilder.checks.package_subject import BRANDING, CONFIG, MANIFEST, PackageSubject

CHECKS = (*files.CHECKS, *branding.CHECKS, *service_theme.CHECKS)

__all__ = ["BRANDING", "CHECKS", "CONFIG", "MANIFEST", "PackageSubject"]
