"""Who is asked for what by a sentence (giao việc): every form, and what asks for nothing."""

import pytest

from ketluan.notice.asking import clauses


def asked(text: str) -> list[str]:
    """Return the bodies that `text` makes responsible, as printed."""
    return [text[body.start : body.end] for clause in clauses(text) for body in clause.bodies]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Tất cả các đơn vị rà soát hồ sơ.", ["Tất cả các đơn vị"]),
        ("Tất cả đơn vị rà soát hồ sơ.", ["Tất cả đơn vị"]),
        ("Toàn thể các phòng rà soát hồ sơ.", ["Toàn thể các phòng"]),
        ("Toàn thể cán bộ rà soát hồ sơ.", ["Toàn thể cán bộ"]),
        ("Yêu cầu tất cả các đơn vị rà soát hồ sơ.", ["tất cả các đơn vị"]),
        ("Giao Sở Mẫu và tất cả các xã rà soát hồ sơ.", ["Sở Mẫu", "tất cả các xã"]),
        ("Tất cả các nội dung mẫu rà soát hồ sơ.", []),
    ],
)
def test_all_of_a_kind_are_asked_together(text: str, bodies: list[str]) -> None:
    assert asked(text) == bodies


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Căn cứ Kế hoạch mẫu, Sở Mẫu khẩn trương rà soát hồ sơ.", ["Sở Mẫu"]),
        ("Căn cứ chức năng, nhiệm vụ được giao, các phòng rà soát hồ sơ.", ["các phòng"]),
        ("Căn cứ Kế hoạch mẫu, giao Sở Mẫu rà soát hồ sơ.", ["Sở Mẫu"]),
        ("Căn cứ chức năng, chỉ đạo các trường, các trung tâm rà soát hồ sơ.", []),
        ("Căn cứ tình hình để phối hợp với các xã, các phường rà soát hồ sơ.", []),
        (
            "Căn cứ Quyết định về nhiệm vụ của Phòng Mẫu, Trưởng Ban kiểm soát;\n\nTheo tờ trình.",
            [],
        ),
        ("Theo dõi việc mẫu, các phòng rà soát hồ sơ.", []),
        ("Căn cứ Kế hoạch mẫu, Sở Mẫu thực hiện các việc sau:", ["Sở Mẫu"]),
    ],
)
def test_a_ground_stands_before_the_one_who_is_asked(text: str, bodies: list[str]) -> None:
    assert asked(text) == bodies


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Kính đề nghị Sở Mẫu rà soát hồ sơ.", ["Sở Mẫu"]),
        ("Trân trọng đề nghị Sở Mẫu rà soát hồ sơ.", ["Sở Mẫu"]),
        ("Chậm nhất ngày 5/7/2026, các phòng gửi báo cáo.", ["các phòng"]),
        ("Muộn nhất ngày 5/7/2026, các phòng gửi báo cáo.", ["các phòng"]),
        ("Đến hết ngày 5/7/2026, các phòng phải gửi báo cáo.", ["các phòng"]),
        ("Đến ngày 5/7/2026, Phòng Mẫu phải gửi báo cáo.", ["Phòng Mẫu"]),
        ("Kể từ ngày 5/7/2026, Phòng Mẫu tiếp nhận hồ sơ.", ["Phòng Mẫu"]),
        ("Các cơ quan cấp trên khẩn trương rà soát.", ["Các cơ quan cấp trên"]),
        ("Các đơn vị nêu trên khẩn trương rà soát.", ["Các đơn vị nêu trên"]),
        ("Giao Sở Mẫu vận hành hệ thống mẫu.", ["Sở Mẫu"]),
        ("Giao đơn vị vận hành hệ thống mẫu kiểm tra.", []),
        ("Các đơn vị quản lý vận hành khẩn trương kiểm tra.", ["Các đơn vị quản lý vận hành"]),
        ("Giao ông Trần Văn Mẫu rà soát hồ sơ.", ["ông Trần Văn Mẫu"]),
        (
            "Phân công bà Lê Thị Thử, Phó Trưởng phòng Mẫu, theo dõi.",
            ["bà Lê Thị Thử, Phó Trưởng phòng Mẫu"],
        ),
        ("Vận động bà con rà soát hồ sơ.", []),
        ("Các lãnh đạo rà soát hồ sơ.", ["Các lãnh đạo"]),
        ("Mỗi tổ chức rà soát hồ sơ.", ["Mỗi tổ chức"]),
        ("Giao Tổ chức đảng Mẫu rà soát hồ sơ.", ["Tổ chức đảng Mẫu"]),
        ("Tổ chức rà soát hồ sơ.", []),
    ],
)
def test_words_around_a_body_leave_it_whole(text: str, bodies: list[str]) -> None:
    assert asked(text) == bodies
