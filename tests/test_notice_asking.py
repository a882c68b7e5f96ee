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
    ],
)
def test_a_ground_stands_before_the_one_who_is_asked(text: str, bodies: list[str]) -> None:
    assert asked(text) == bodies
