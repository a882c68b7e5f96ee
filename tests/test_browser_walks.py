"""Each person's way through the sample archive, by what is seen on it: clicked, typed, taken along."""

import json
import re
import shutil
import subprocess
import zipfile
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from browser import BROWSER_TEST, served
from conftest import REPOSITORY, SAMPLE_DAY
from ketluan.cli import run
from ketluan.places import INDEX, SITE
from ketluan.publish import publish
from previewed import PATIENCE, previewed
from word_documents import paragraph, raw_docx

pytestmark = BROWSER_TEST

SAMPLE = REPOSITORY / "tests" / "sample_archive" / "notices"
BEFORE = "2024/2024-03-28-giao-ban-quy-i"
DRAFT = "2024-06-27-giao-ban-quy-ii"
NEW_ALIAS = "Tổ KHTC"  # how the clerk's source calls a unit; the register does not know it yet
UNIT = "Trung tâm Lưu trữ và Trưng bày Mẫu"
TITLE = "Kết luận của Giám đốc Sở Mẫu tại cuộc họp giao ban Quý II năm 2024"


@pytest.fixture
def base(sample_base: str) -> str:
    """Return the address of the service of the sample archive."""
    return sample_base


@pytest.fixture
def context(sample_context: BrowserContext) -> BrowserContext:
    """Return a fresh profile at the sample archive."""
    return sample_context


def menu(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Các mục chính").get_by_role("link", name=name).click()


def region(page: Page, heading: str) -> Locator:
    return page.locator("section", has=page.get_by_role("heading", name=heading)).first


# ---- the clerk ---------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return an archive with one notice and its register, a Word file of the next one beside it."""
    for name in (f"{BEFORE}.md", f"goc/{BEFORE}.txt", "don-vi.yml"):
        (tmp_path / "notices" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLE / name, tmp_path / "notices" / name)
    notice = tmp_path / "notices" / f"{BEFORE}.md"
    text = re.sub(
        r"\n(nhiem_vu|ket_qua):.*?(?=\n---)", "", notice.read_text("utf-8"), flags=re.DOTALL
    )
    notice.write_text(text, "utf-8")
    source = (SAMPLE / f"goc/2024/{DRAFT}.txt").read_text("utf-8")
    source = source.replace(" (dữ liệu mẫu)", "").replace(
        "2. Phòng Kế hoạch – Tài chính", f"2. {NEW_ALIAS}"
    )
    assert NEW_ALIAS in source
    lines = [line for line in source.splitlines() if line.strip()]
    (tmp_path / "giao ban.docx").write_bytes(
        raw_docx("".join(paragraph(escape(line)) for line in lines))
    )
    return tmp_path


def mend(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_clerk_brings_a_notice_from_word_to_the_site(
    chromium: Browser, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(desk / "giao ban.docx"), "--archive", str(desk)]) == 0
    told = capsys.readouterr()
    assert re.search(r"cơ quan ban hành +đoán, cần xem lại", told.out)
    assert NEW_ALIAS in told.out
    assert f"Bản nháp: notices/2024/{DRAFT}.md" in told.out + told.err
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    with previewed(desk) as preview:
        page.goto(preview.base)
        page.get_by_role("link", name=TITLE).click()
        expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
        sheet, bar = (
            page.get_by_role("main"),
            page.get_by_role("complementary", name="Bản xem trước"),
        )
        expect(bar).to_contain_text(f"không có đơn vị '{NEW_ALIAS}'")
        mend(
            desk / "notices/don-vi.yml", "ten_khac: [Phòng KH-TC]",
            f"ten_khac: [Phòng KH-TC, {NEW_ALIAS}]",
        )  # fmt: skip
        expect(bar).to_contain_text("không có lỗi", timeout=PATIENCE * 1000)
        expect(sheet.get_by_role("link", name="Phòng Kế hoạch - Tài chính").first).to_be_visible()
        task = page.locator("#nv-iii-7-g3")
        expect(task).to_contain_text("Tiếp nối nhiệm vụ III.6.g1 ngày 28/3/2024 tự động")
        assert run(["link", DRAFT, "--accept-all-above", "50%", "--archive", str(desk)]) in (0, 1)
        expect(task).not_to_contain_text("tự động", timeout=PATIENCE * 1000)
        expect(task).to_contain_text("Tiếp nối nhiệm vụ III.6.g1 ngày 28/3/2024")
    done = publish(desk, day=SAMPLE_DAY)
    assert done.published
    with served(desk / SITE, desk / INDEX, SAMPLE_DAY) as address:
        page.goto(address)
        region(page, "Thông báo mới nhất").get_by_role("link", name=TITLE).click()
        expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
        expect(page.get_by_role("complementary", name="Bản xem trước")).to_have_count(0)
    page.close()


# ---- staff -------------------------------------------------------------------------------------


def test_staff_go_from_home_to_the_document_of_an_open_task_and_back(
    page: Page, tmp_path: Path
) -> None:
    page.goto("/")
    region(page, "Việc đang mở").get_by_role("link", name=UNIT).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(UNIT)
    still_open = region(page, "Việc đang mở")
    expect(still_open).to_contain_text("Danh sách lập cho ngày 08/7/2024.")
    task = still_open.get_by_role("listitem").filter(has_text="tham quan nhà trưng bày").first
    expect(task).to_contain_text("Quá hạn 30/6/2024")
    cited = still_open.get_by_role("listitem").filter(has_text="nhiệm vụ khác theo Kế hoạch").first
    cited.get_by_role("link", name="09/KH-SM").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kế hoạch số 09/KH-SM")
    quoted = page.get_by_role("listitem").filter(has_text=UNIT).filter(has_text="28/3/2024")
    expect(quoted.get_by_role("blockquote")).to_contain_text(
        "Tham mưu thực hiện kịp thời, có hiệu quả các nhiệm vụ khác theo Kế hoạch số 09/KH-SM"
    )
    quoted.get_by_role("link", name="Nhiệm vụ III.6.g7").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("họp giao ban Quý I năm 2024")
    sentence = page.get_by_text("Tham mưu thực hiện kịp thời, có hiệu quả các nhiệm vụ khác")
    expect(sentence.and_(page.locator(":target *"))).to_be_in_viewport()
    page.locator(":target").get_by_role("link", name=UNIT).click()
    calendar = taken(page, page.get_by_role("link", name="tệp lịch (iCalendar)"), tmp_path)
    assert calendar.startswith("BEGIN:VCALENDAR\r\n")
    assert "Hoàn thành số hóa phiếu mẫu vật" in re.sub(r"\r\n ", "", calendar)
    menu(page, "Nhiệm vụ")
    table = taken(page, page.get_by_role("link", name="bảng tất cả nhiệm vụ (CSV)"), tmp_path)
    assert table.startswith("\ufeff")
    assert UNIT in table


def taken(page: Page, link: Locator, folder: Path) -> str:
    """Return the text of the file that `link` gives to take along."""
    with page.expect_download() as download:
        link.click()
    download.value.save_as(folder / "tep")
    return (folder / "tep").read_bytes().decode("utf-8")


# ---- the searcher ------------------------------------------------------------------------------


def test_a_searcher_narrows_sends_the_address_and_meets_no_dead_end(page: Page) -> None:
    page.goto("/don-vi/")
    box = page.get_by_role("banner").get_by_role("combobox")
    box.fill("mau vat")
    box.press("Enter")
    main, said = page.get_by_role("main"), page.get_by_role("status").filter(has_text="kết quả")
    expect(said).to_contain_text("kết quả cho “mau vat”")
    everything = number_in(said)
    narrow = page.get_by_role("complementary", name="Thu hẹp kết quả")
    facet = narrow.get_by_role("link", name=re.compile("Phòng Lưu trữ Mẫu vật"))
    promised = number_in(facet)
    assert 0 < promised < everything
    facet.click()
    expect(said).to_have_text(re.compile(rf"^{promised} kết quả"))
    expect(page.get_by_role("list", name="Bộ lọc đang dùng")).to_contain_text(
        "Đơn vị: Phòng Lưu trữ Mẫu vật"
    )
    first = main.locator("mark").first
    expect(first).to_be_visible()
    sent = page.context.new_page()
    sent.goto(page.url)
    expect(sent.get_by_role("status").filter(has_text="kết quả")).to_contain_text(
        f"{promised} kết quả"
    )
    expect(sent.get_by_role("heading", name=re.compile("^Nhiệm vụ"))).to_be_visible()
    sent.close()
    field = main.get_by_role("combobox", name="Từ khóa")
    field.fill("so 12 kh sm nam 2022")
    field.press("Enter")
    main.get_by_role("link", name="Kế hoạch số 12/KH-SM").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kế hoạch số 12/KH-SM")
    expect(main).to_contain_text("ngày 14/01/2022")
    box.fill("123/TB-UBND")
    box.press("Enter")
    expect(main).to_contain_text("Không tìm thấy kết quả nào cho “123/TB-UBND”")
    expect(main).to_contain_text("Tìm số gần nhất: 121/TB-UBND")
    main.get_by_role("link", name="121/TB-UBND").click()
    expect(main.get_by_role("link", name="Thông báo số 121/TB-UBND").first).to_be_visible()


def number_in(part: Locator) -> int:
    """Return the last number in the words of `part` that stands before brackets."""
    found = re.findall(r"\d+", part.inner_text().split("(")[0])
    return int(found[0] if "kết quả" in part.inner_text() else found[-1])


# ---- the auditor -------------------------------------------------------------------------------


def test_an_auditor_follows_a_finding_and_takes_its_dossier(
    page: Page, sample_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.goto("/")
    menu(page, "Kiểm toán")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Tính đến hết ngày 08/7/2024, theo những gì kho biết đến ngày ấy.")
    tile = main.get_by_role("link", name=re.compile("Lùi hạn"))
    promised = number_in(tile)
    tile.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lùi hạn")
    expect(main).to_contain_text(f"{promised} lần lùi hạn")
    expect(main.get_by_role("row")).to_have_count(promised + 1)  # and the head
    main.get_by_role("link", name="toàn bộ quá trình", exact=True).first.click()
    expect(page.get_by_role("heading", name="Hiện nay")).to_be_visible()
    expect(main).to_contain_text("Thay đổi ở bước này")
    expect(main.get_by_role("deletion").first).to_be_visible()
    expect(main.get_by_role("insertion").first).to_be_visible()
    known_by = main.get_by_role("term").filter(has_text="Mã quá trình thực hiện")
    thread = known_by.locator("xpath=following-sibling::dd").inner_text()
    dossier = tmp_path / "ho-so.zip"
    archive = ("--archive", str(sample_root))
    assert (
        run(["export", "--format", "zip", "--thread", thread, "--out", str(dossier), *archive]) == 0
    )
    assert run(["verify", str(dossier), *archive]) == 0
    capsys.readouterr()
    unpacked = tmp_path / "ho-so"
    zipfile.ZipFile(dossier).extractall(unpacked)
    sums = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    checked = subprocess.run(sums, cwd=unpacked, capture_output=True, check=False, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    menu(page, "Kiểm toán")
    region(page, "Cuối mỗi quý").get_by_role("link", name="Quý IV/2022").click()
    expect(main).to_contain_text("Tính đến hết ngày 31/12/2022")
    overdue = (
        main.get_by_role("term").filter(has_text="Quá hạn").locator("xpath=following-sibling::dd")
    )
    seen = overdue.get_by_role("strong").inner_text()
    told = main.get_by_role("code").first.inner_text()
    run([*told.removeprefix("ketluan ").split(), "--what", "overdue", "--json", *archive])
    assert len(json.loads(capsys.readouterr().out)) == int(seen) > 0
