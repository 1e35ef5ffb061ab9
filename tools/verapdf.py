"""Lets veraPDF judge the leaflets: each rule of PDF/UA-1 that a program can check.

It comes in the jar of OpenDataLoader PDF, whole but for what reads its profile of rules from XML, which is done here.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jpype
import jpype.imports
from lxml import etree

from tools.hosts import VENV

JAR = VENV / "lint/node_modules/@opendataloader/pdf/lib/opendataloader-pdf-cli.jar"
PROFILE = "org/verapdf/pdfa/validation/PDFUA-1.xml"
NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"


def check(files: Iterable[Path]) -> Iterator[tuple[Path, list[str]]]:
    """Yield each file with what is wrong with it: the clause of the standard, and a sentence. Needs Java."""
    if not jpype.isJVMStarted():
        jpype.startJVM(classpath=[str(JAR)])
    from java.io import File
    from java.util.logging import LogManager
    from org.verapdf.gf.foundry import VeraGreenfieldFoundryProvider
    from org.verapdf.pdfa import Foundries
    from org.verapdf.pdfa.flavours import PDFAFlavour
    from org.verapdf.pdfa.validation.validators import ValidatorFactory

    LogManager.getLogManager().reset()
    VeraGreenfieldFoundryProvider.initialise()
    profile = _profile(zipfile.ZipFile(JAR).read(PROFILE))
    for file in files:
        with Foundries.defaultInstance().createParser(File(str(file)), PDFAFlavour.PDFUA_1) as parser:
            result = ValidatorFactory.createValidator(profile, False).validate(parser)
        assertions = [one for one in result.getTestAssertions() if str(one.getStatus()) == "failed"]
        said = [f"{one.getRuleId().getClause()}: {one.getMessage()}" for one in assertions]
        if bool(result.isCompliant()) == bool(said) or not result.getTotalAssertions():
            said.append("veraPDF came to no result")
        yield file, list(dict.fromkeys(said))


def _profile(xml: bytes) -> Any:
    """Return the rules of a profile as veraPDF has them."""
    from java.util import ArrayList, Date, LinkedHashSet
    from org.verapdf.pdfa.flavours import PDFAFlavour
    from org.verapdf.pdfa.validation.profiles import ErrorArgumentImpl, Profiles

    root: Any = etree.fromstring(xml)
    rules, variables = LinkedHashSet(), LinkedHashSet()
    for rule in root.iter(f"{NAMESPACE}rule"):
        text = {child.tag.removeprefix(NAMESPACE): child.text or "" for child in rule.iter()}
        named = rule.find(f"{NAMESPACE}id")
        specification = PDFAFlavour.Specification.valueOf(named.get("specification"))
        identity = Profiles.ruleIdFromValues(specification, named.get("clause"), int(named.get("testNumber")))
        blanks = [ErrorArgumentImpl.fromValues(blank.text, None, None) for blank in rule.iter(f"{NAMESPACE}argument")]
        error = Profiles.errorFromValues(text["message"], ArrayList(blanks))
        about = rule.get("object"), None, rule.get("tags"), text["description"], text["test"]
        rules.add(Profiles.ruleFromValues(identity, *about, error, ArrayList()))
    for variable in root.iter(f"{NAMESPACE}variable"):
        values = [variable.findtext(f"{NAMESPACE}{name}") for name in ("defaultValue", "value")]
        variables.add(Profiles.variableFromValues(variable.get("name"), variable.get("object"), *values))
    details = Profiles.profileDetailsFromValues("PDF/UA-1", "", "veraPDF", Date(0))
    return Profiles.profileFromValues(PDFAFlavour.PDFUA_1, details, "", rules, variables)
