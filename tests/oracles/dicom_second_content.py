"""Seeds of the second judge in what images are: phases, kinds, people, dates, reports, files."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dicom_second_frames import capture, screen_picture
from dicom_second_geometry import tags
from dicom_second_kinds import Damage, Seed
from dicom_second_series import Heap, Person, Study
from pydicom import Dataset
from pydicom.uid import UID

NOTHING = frozenset({""})
PICTURE = frozenset({"", "PixelData"})
"""A file that is no DICOM has nothing but its pixels to show."""
DATES = ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate")


def no_series(*words: str, also_in_title: tuple[str, str] = ("", "")) -> Damage:
    """Whole series are missing; the study's name may still promise them."""

    def damage(heap: Heap) -> None:
        for name in words:
            heap.drop(heap.of(name))
        old, new = also_in_title
        for one in heap.instances if old else ():
            one.StudyDescription = one.StudyDescription.replace(old, new)

    return damage


def retimed(words: str, seconds: float) -> Damage:
    """All times of a series move by so many seconds."""

    def damage(heap: Heap) -> None:
        for one in heap.of(words):
            for keyword in ("AcquisitionTime", "SeriesTime", "ContentTime"):
                text = str(one.get(keyword, ""))
                if text:
                    whole = int(text[:2]) * 3600 + int(text[2:4]) * 60 + int(text[4:6])
                    moved = timedelta(seconds=whole + seconds)
                    setattr(one, keyword, f"{_clock(moved)}{text[6:]}")

    return damage


def _clock(span: timedelta) -> str:
    total = int(span.total_seconds())
    return f"{total // 3600:02d}{total // 60 % 60:02d}{total % 60:02d}"


def only(*words: str) -> Damage:
    """Of the images only these series are left; reports stay."""

    def damage(heap: Heap) -> None:
        heap.instances = [
            one for one in heap.instances
            if one.Modality == "SR" or one.get("SeriesDescription") in words
        ]  # fmt: skip
        assert any(one.Modality != "SR" for one in heap.instances)

    return damage


def captured(words: str, number: int, conversion: str, **values: Any) -> Damage:
    """Instead of the images there are pictures of them."""

    def damage(heap: Heap) -> None:
        model = next(one for one in heap.instances if one.Modality != "SR")
        heap.keep_reports()
        made = []
        for at in range(number):
            one = capture(_study_like(heap, model), words, conversion=conversion, **values)
            one.StudyInstanceUID, one.InstanceNumber = model.StudyInstanceUID, at + 1
            made.append(one)
        for one in made:
            one.SeriesInstanceUID = made[0].SeriesInstanceUID

    return damage


def _study_like(heap: Heap, model: Dataset) -> Study:
    person = Person(
        str(model.PatientName), model.PatientID, model.PatientBirthDate, model.PatientSex,
        model.SpecificCharacterSet, model.InstitutionName,
    )  # fmt: skip
    study = Study(heap, "philips", "en", model.Modality, "", model.StudyDescription, person=person)
    study.uid = model.StudyInstanceUID
    return study


def dated(day: str, everywhere: bool = True) -> Damage:
    """The study bears this date."""

    def damage(heap: Heap) -> None:
        for one in heap.instances:
            for keyword in DATES if everywhere else DATES[:1]:
                if keyword in one:
                    setattr(one, keyword, day)
            if "AcquisitionDateTime" in one and everywhere:
                one.AcquisitionDateTime = day + one.AcquisitionDateTime[8:] if day else ""

    return damage


def older(days: int) -> Damage:
    """Everything, reports too, was made so many days before."""

    def damage(heap: Heap) -> None:
        for one in heap.instances:
            for keyword in DATES:
                if one.get(keyword):
                    old = getattr(one, keyword)
                    day = date(int(old[:4]), int(old[4:6]), int(old[6:8])) - timedelta(days=days)
                    setattr(one, keyword, f"{day:%Y%m%d}")
            for item in one.get("ContentSequence", ()):
                was = date(2026, 5, 11)
                now = was - timedelta(days=days)
                item.TextValue = item.TextValue.replace(str(was), str(now))

    return damage


def everywhere(images_only: bool = True, **values: Any) -> Damage:
    """All images get these values; None takes the tag away."""

    def damage(heap: Heap) -> None:
        for one in heap.instances:
            if images_only and one.Modality == "SR":
                continue
            for keyword, value in values.items():
                if value is not None:
                    setattr(one, keyword, value)
                elif keyword in one:
                    delattr(one, keyword)

    return damage


def no_report(day: str) -> Damage:
    """The report of the study of that day is not there."""
    return lambda heap: heap.drop(
        [one for one in heap.instances if one.Modality == "SR" and one.StudyDate == day]
    )


def stray_report(modality: str, body: str, title: str, day: date, language: str) -> Damage:
    """A report of another study, of which there are no images."""

    def damage(heap: Heap) -> None:
        Study(heap, "siemens", language, modality, body, title, day=day).report()

    return damage


def of_other_region(title: str) -> Damage:
    """The report tells of another region than the images show."""

    def damage(heap: Heap) -> None:
        for one in heap.instances:
            for item in one.get("ContentSequence", ()):
                old = one.StudyDescription
                item.TextValue = item.TextValue.replace(old, title)

    return damage


def of_other_patient(which: slice, **values: Any) -> Damage:
    """Some images bear another person's header."""

    def damage(heap: Heap) -> None:
        images = [one for one in heap.instances if one.Modality != "SR"]
        for one in images[which]:
            for keyword, value in values.items():
                setattr(one, keyword, value)

    return damage


def second_patient(base_language: str) -> Damage:
    """Another patient's knee lies in the same folder, with its report."""

    def damage(heap: Heap) -> None:
        study = Study(heap, "ge", base_language, "MR", "KNEE", "MR KNEE RIGHT",
                      person=Person("HOLLOWAY^TRISTAN", "K99120", "19890412", "M", "ISO_IR 100",
                                    "Knee Clinic"))  # fmt: skip
        study.stack("PD FS COR", [3.5 * at for at in range(20)], thick=3.5, apart=1)
        study.report()

    return damage


def cut_file(number: int, by: int) -> Damage:
    """The end of one file is missing."""
    return lambda heap: heap.truncated.update({number: by})


def loose(name: str, form: str) -> Damage:
    """A picture of a viewer's window lies beside the report, and no images."""

    def damage(heap: Heap) -> None:
        heap.keep_reports()
        heap.loose[name] = screen_picture(form)

    return damage


def lost_files(number: int) -> Damage:
    """Files that the index names are not on the disc."""

    def damage(heap: Heap) -> None:
        heap.lost = number

    return damage


LOSSY: dict[str, Any] = {"LossyImageCompression": "01", "LossyImageCompressionRatio": 20}
_PHASE = (
    Seed("phase_missing", "ct_liver_siemens_de", "No arterial phase.",
         no_series("Leber spätarteriell 3.0 Br40")),
    Seed("phase_missing", "ct_liver_uih_zh", "No delayed phase.", no_series("延迟期 2.0")),
    Seed("phase_missing", "ct_liver_ge_es", "No portal phase.", no_series("FASE PORTAL")),
    Seed("phase_missing", "ct_liver_canon_ru", "No portal phase.",
         no_series("Портальная венозная фаза")),
    Seed("phase_missing", "ct_liver_philips_en", "By time alone no portal phase.",
         no_series("Abd 3.0 B 3")),
    Seed("phase_missing", "ct_pancreas_ge_fr", "No pancreatic phase.",
         no_series("TEMPS PANCREATIQUE")),
    Seed("phase_missing", "mr_liver_siemens_de", "No arterial phase.",
         no_series("t1_vibe_arteriell")),
    Seed("phase_missing", "mr_liver_canon_zh", "Gadoxetate without its last phase.",
         no_series("肝胆期 20min")),
    Seed("phase_order", "ct_liver_siemens_de", "'Arterial' after 'portal venous'.",
         retimed("Leber spätarteriell 3.0 Br40", 60)),
    Seed("phase_order", "ct_liver_uih_zh", "'Delayed' 40 s after injection began.",
         retimed("延迟期 2.0", -150)),
    Seed("phase_order", "mr_liver_siemens_de", "'Native' after the late phase.",
         retimed("t1_vibe_nativ", 800)),
    Seed("phase_order", "ct_liver_canon_ru", "'Portal' before 'arterial'.",
         retimed("Портальная венозная фаза", -50)),
    Seed("sequence_missing", "mr_brain_ge_en", "No volume after contrast.",
         no_series("SAG BRAVO 3D +C")),
    Seed("sequence_missing", "mr_rectum_uih_zh", "No diffusion.",
         no_series("DWI b0 b800", "ADC")),
    Seed("sequence_missing", "mr_spine_ge_de", "No axial series.", no_series("AX T2")),
    Seed("sequence_missing", "mr_brain_siemens_fr", "No FLAIR.", no_series("t2_flair_tra")),
    Seed("contrast_contradicted", "ct_abdomen_ge_en", "Said, but the agent is NONE.",
         tags("AXIAL PORTAL VENOUS 5MM", ContrastBolusAgent="NONE", ContrastBolusVolume=None,
              ContrastBolusStartTime=None, ContrastBolusRoute=None)),
    Seed("contrast_contradicted", "ct_disc_philips_es", "Without contrast by name, with an agent.",
         tags("Torax 2.0", ContrastBolusAgent="Omnipaque 350", ContrastBolusVolume=80)),
    Seed("contrast_contradicted", "ct_liver_canon_ru", "'Native' with an agent and its start.",
         tags("Нативная фаза", ContrastBolusAgent="Йогексол", ContrastBolusVolume=90,
              ContrastBolusStartTime="101400")),
    Seed("contrast_contradicted", "mr_brain_ge_en", "'+C' with the agent NO.",
         tags("SAG BRAVO 3D +C", ContrastBolusAgent="NO", ContrastBolusStartTime=None)),
    Seed("pet_not_corrected", "pet_ge_en", "Only without attenuation correction.",
         tags("WB AC 3D", SeriesDescription="WB NAC", CorrectedImage=["DECY", "DTIM", "RADL"],
              AttenuationCorrectionMethod="")),
    Seed("pet_not_corrected", "pet_uih_zh", "Only without attenuation correction, tags alone.",
         tags("PET AC 全身", CorrectedImage=["DECY", "NORM"], SeriesDescription="PET 全身",
              AttenuationCorrectionMethod=None)),
    Seed("pet_without_ct", "pet_uih_zh", "The CT is not there.",
         no_series("CT 低剂量 4.0", "定位像")),
    Seed("pet_without_ct", "pet_ge_en", "The CT is not there.", no_series("CTAC 4.0", "Scout")),
    Seed("pet_no_uptake", "pet_ge_en", "No time of injection.",
         lambda heap: _no_injection(heap, "WB AC 3D")),
    Seed("pet_no_uptake", "pet_uih_zh", "No injection at all and no weight.",
         tags("PET AC 全身", RadiopharmaceuticalInformationSequence=None, PatientWeight=None)),
    Seed("view_missing", "cr_spine_fr", "No lateral view.", no_series("Rachis lombaire profil")),
    Seed("view_missing", "cr_spine_fr", "No frontal view.", no_series("Rachis lombaire face")),
)  # fmt: skip


def _no_injection(heap: Heap, words: str) -> None:
    for one in heap.of(words):
        (dose,) = one.RadiopharmaceuticalInformationSequence
        del dose.RadiopharmaceuticalStartTime


def _syntax(heap: Heap, words: str, syntax: str) -> None:
    for one in heap.of(words):
        one.file_meta.TransferSyntaxUID = UID(syntax)


def _no_steps(heap: Heap) -> None:
    for one in heap.instances:
        for part in one.get("SequenceOfUltrasoundRegions", ()):
            part.PhysicalDeltaX = part.PhysicalDeltaY = 0.0


def _no_measures(heap: Heap) -> None:
    for one in heap.instances:
        for shared in one.get("SharedFunctionalGroupsSequence", ()):
            del shared.PixelMeasuresSequence


_KIND = (
    Seed("localizer_only", "ct_chest_canon_es", "Only the scout.", only("Escanograma"), NOTHING),
    Seed("localizer_only", "ct_spine_philips_ru", "Only the scout.", only("Surview"), NOTHING),
    Seed("derived_only", "ct_spine_philips_ru", "Only planes made of it.",
         only("Sag MPR", "Cor MPR")),
    Seed("derived_only", "ct_disc_philips_es", "Only thick maximum projections.",
         tags("Torax 2.0", ImageType=["DERIVED", "SECONDARY", "MIP"], SliceThickness=10,
              SeriesDescription="MIP 10/2")),
    Seed("captures_only", "ct_chest_canon_es", "Pictures taken at a workstation.",
         captured("Screen Save", 12, "WSD"), NOTHING),
    Seed("captures_only", "ct_head_ge_fr", "3D pictures in a class of CT.",
         tags("AXIAL 2.5", ImageType=["DERIVED", "SECONDARY", "REFORMATTED", "AVERAGE"],
              ImageOrientationPatient=None, ImagePositionPatient=None, SliceLocation=None,
              SliceThickness=None, PixelSpacing=None, SeriesDescription="VRT"), NOTHING),
    Seed("screenshot", "mr_spine_ge_de", "A picture file of a window instead of images.",
         loose("Bildschirmfoto 2026-05-12 um 10.12.33.png", "PNG"), PICTURE),
    Seed("screenshot", "ct_liver_uih_zh", "A photograph sent by telephone.",
         loose("微信图片_20260512101233.jpg", "JPEG"), PICTURE),
    Seed("screenshot", "ct_abdomen_ge_en", "One captured window as DICOM.",
         captured("Screenshot", 1, "WSD", BurnedInAnnotation="YES"), NOTHING),
    Seed("scanned_film", "ct_head_ge_fr", "Films digitised, said by the conversion.",
         captured("Film numérisé", 4, "DF", matrix=(1200, 1000)), NOTHING),
    Seed("scanned_film", "mr_rectum_siemens_ru", "Films digitised by a named scanner.",
         captured("Снимки", 3, "SI", matrix=(1200, 1000),
                  SecondaryCaptureDeviceManufacturer="VIDAR Systems",
                  SecondaryCaptureDeviceManufacturerModelName="Diagnostic PRO"), NOTHING),
    Seed("scanned_film", "mr_spine_ge_de", "Films photographed.",
         captured("Foto vom Film", 2, "DV", matrix=(900, 1200)), NOTHING),
    Seed("lossy", "ct_liver_ge_es", "Compressed with loss before, stored without.",
         everywhere(**LOSSY, LossyImageCompressionMethod="ISO_10918_1")),
    Seed("lossy", "ct_nodule_siemens_de", "Only a part of one series.",
         tags("Lunge 1.0 Br60", slice(30, 60), **LOSSY)),
    Seed("lossy", "mg_ge_es", "JPEG 2000 with loss.",
         everywhere(**LOSSY, LossyImageCompressionMethod="ISO_15444_1")),
    Seed("lossy", "ct_head_ge_fr", "Said by the derivation alone.",
         tags("AXIAL 2.5", DerivationDescription="Lossy JPEG compression, ratio 15:1",
              ImageType=["DERIVED", "PRIMARY", "AXIAL"])),
    Seed("lossy", "mr_spine_ge_de", "The transfer syntax alone.",
         lambda heap: _syntax(heap, "SAG T2", "1.2.840.10008.1.2.4.81")),
    Seed("wrong_body_part", "mr_brain_ge_en", "A brain that is called a knee.",
         everywhere(BodyPartExamined="KNEE")),
    Seed("wrong_body_part", "ct_chest_canon_es", "A chest that is called a head.",
         everywhere(BodyPartExamined="HEAD")),
    Seed("wrong_body_part", "ct_liver_uih_zh", "A liver that is called an ankle.",
         everywhere(BodyPartExamined="ANKLE")),
    Seed("wrong_body_part", "mr_rectum_siemens_ru", "The report tells of a head.",
         of_other_region("МРТ головного мозга"), frozenset({"StudyInstanceUID", "Modality"})),
    Seed("no_spacing", "ct_liver_siemens_de", "A CT without spacing.",
         tags("Leber portalvenös 3.0 Br40", PixelSpacing=None)),
    Seed("no_spacing", "dx_chest_de", "An X-ray without any spacing.",
         everywhere(ImagerPixelSpacing=None)),
    Seed("no_spacing", "us_liver_philips_en", "Ultrasound without regions.",
         everywhere(SequenceOfUltrasoundRegions=None)),
    Seed("no_spacing", "mg_ge_es", "A mammogram without spacing.",
         everywhere(ImagerPixelSpacing=None)),
    Seed("no_spacing", "us_thyroid_uih_zh", "Regions whose steps are 0.",
         _no_steps),
    Seed("no_spacing", "enhanced_mr_philips_de", "Multi-frame without measures.",
         _no_measures),
    Seed("no_spacing", "cr_spine_fr", "Spacing 0.", everywhere(ImagerPixelSpacing=[0, 0])),
)  # fmt: skip


_WHO = (
    Seed("outdated", "ct_liver_ge_es", "14 months old.", older(425)),
    Seed("outdated", "pet_ge_en", "Eight months old.", older(245)),
    Seed("outdated", "mr_spine_ge_de", "Three years old.", older(1100)),
    Seed("outdated", "enhanced_ct_canon_en", "Seven months old.", older(215)),
    Seed("date_missing", "ct_head_ge_fr", "No date anywhere.", dated("")),
    Seed("date_missing", "mr_sella_philips_en", "StudyDate empty, others there.",
         dated("", everywhere=False)),
    Seed("date_missing", "dx_chest_de", "No date anywhere.",
         everywhere(images_only=False, **dict.fromkeys(DATES))),
    Seed("date_impossible", "ct_abdomen_ge_en", "A date of the future.", dated("20270311")),
    Seed("date_impossible", "mr_liver_canon_zh", "A filler.", dated("00010101")),
    Seed("date_impossible", "us_thyroid_uih_zh", "The year 1900.", dated("19000101")),
    Seed("mixed_patients", "ct_abdomen_ge_en", "Another patient's knee.", second_patient("en")),
    Seed("mixed_patients", "ct_liver_siemens_de", "One image bears another's header.",
         of_other_patient(slice(100, 101), PatientID="5522001", PatientName="Wieczorek^Ilse",
                          PatientBirthDate="19440101", PatientSex="F")),
    Seed("mixed_patients", "mr_brain_siemens_fr", "One study, two birth dates and sexes.",
         of_other_patient(slice(120, None), PatientBirthDate="19610731", PatientSex="F")),
    Seed("mixed_patients", "ct_liver_uih_zh", "The PET's half is another person's.",
         of_other_patient(slice(200, None), PatientID="ZY2026777", PatientName="司马^静",
                          PatientBirthDate="19910101", PatientSex="F")),
    Seed("report_without_images", "ct_abdomen_ge_en", "A report of a brain MR besides.",
         stray_report("MR", "BRAIN", "MRI BRAIN W WO CONTRAST", date(2026, 5, 4), "en"), NOTHING),
    Seed("report_without_images", "pet_uih_zh", "A report of a chest CT besides.",
         stray_report("CT", "CHEST", "胸部CT平扫", date(2026, 4, 29), "zh"), NOTHING),
    Seed("report_without_images", "ct_and_mr_en", "The MR's images are not there.",
         lambda heap: heap.drop([one for one in heap.instances if one.Modality == "MR"]), NOTHING),
    Seed("images_without_report", "ct_and_mr_en", "The MR has no report.",
         no_report("20260513"), NOTHING),
    Seed("images_without_report", "ct_and_mr_en", "The CT has no report.",
         no_report("20260511"), NOTHING),
    Seed("index_files_missing", "ct_disc_philips_es", "Nine files are not on the disc.",
         lost_files(9)),
    Seed("index_files_missing", "mr_disc_canon_ru", "One file is not on the disc.", lost_files(1)),
    Seed("file_cut", "ct_head_ge_fr", "One file lacks its end.", cut_file(20, 200), NOTHING),
    Seed("file_cut", "us_liver_philips_en", "The clip lacks its end.", cut_file(6, 3000), NOTHING),
)  # fmt: skip

SEEDS = (*_PHASE, *_KIND, *_WHO)
