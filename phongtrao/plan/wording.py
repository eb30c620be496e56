"""Words for what is wrong with a package: Vietnamese first, English beside, one code each."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

from phongtrao.core.findings import Finding

MESSAGES: dict[str, tuple[str, str]] = {
    "plan.folder": ("Không có thư mục này.", "No such folder."),
    "plan.file": ("Thiếu tệp “{file}”.", "File {file} is missing."),
    "plan.file_name": (
        "Mã “{id}” khác tên tệp “{file}”.",
        "The id {id} differs from the file name {file}.",
    ),
    "plan.duplicate_key": ("Khóa “{key}” viết hai lần.", "Key {key} is written twice."),
    "plan.yaml": ("Tệp không đọc được: {reason}.", "The file cannot be read: {reason}."),
    "plan.not_map": (
        "Tệp phải gồm các cặp khóa và giá trị.",
        "The file must hold keys with values.",
    ),
    "plan.key": ("Khóa {key} phải là chữ.", "Key {key} must be text."),
    "plan.nfc": ("Chữ tiếng Việt chưa ở dạng dựng sẵn (NFC).", "Vietnamese text is not NFC."),
    "plan.unknown_key": (
        "Khóa “{key}” không có trong ngữ pháp.",
        "Key {key} is not in the grammar.",
    ),
    "plan.missing_key": ("Thiếu khóa bắt buộc “{key}”.", "Required key {key} is missing."),
    "plan.unquoted": (
        "Giá trị {value} của “{key}” chưa đặt trong dấu nháy kép.",
        "The value {value} of {key} is not quoted.",
    ),
    "plan.not_allowed": (
        "Giá trị “{value}” của “{key}” không dùng được.",
        "The value {value} of {key} is refused.",
    ),
    "plan.wrong_type": (
        "Giá trị {value} của “{key}” sai kiểu.",
        "The value {value} of {key} has the wrong type.",
    ),
    "plan.duplicate_id": ("Mã “{id}” dùng hai lần.", "The id {id} is used twice."),
    "plan.unknown_clause": (
        "Không có điều khoản “{clause}” trong clauses.yaml.",
        "No clause {clause}.",
    ),
    "plan.unknown_target": ("Không có chỉ tiêu “{target}”.", "No target {target}."),
    "plan.unknown_form": ("Không có biểu mẫu “{form}”.", "No form {form}."),
    "plan.unknown_body": ("Không có cơ quan “{body}” trong duties.yaml.", "No body {body}."),
    "plan.unknown_field": ("Không có mục “{field}” trong biểu mẫu.", "No field {field} here."),
    "plan.unknown_choice": (
        "Mục “{field}” không có mã “{value}”.",
        "Field {field} has no code {value}.",
    ),
    "plan.unknown_reading": ("Không có cách tính “{reading}”.", "There is no reading {reading}."),
    "plan.unknown_date": (
        "Không có mốc “{entry}” trong calendar.yaml.",
        "No entry {entry} in calendar.yaml.",
    ),
    "plan.amendment_document": (
        "Văn bản điều chỉnh thiếu “{part}”.",
        "The amending document has no {part}.",
    ),
    "plan.amendment_empty": (
        "Văn bản điều chỉnh “{id}” không thay đổi nội dung nào.",
        "Amendment {id} changes nothing.",
    ),
    "plan.amendment_person": (
        "“{text}” giống số giấy tờ hoặc số điện thoại của cá nhân. Bỏ khỏi văn bản điều chỉnh.",
        "“{text}” looks like a person's identifier or phone number. Leave it out.",
    ),
    "plan.amendment_same": (
        "Điều chỉnh của chỉ tiêu “{target}” không nêu giá trị hay cách tính mới.",
        "The change of target {target} states no new value and no new rule.",
    ),
    "plan.unknown_ref": (
        "“{ref}” không phải chỉ tiêu, nhiệm vụ hay điều khoản.",
        "{ref} is no target, duty or clause.",
    ),
    "plan.parent": (
        "Điều khoản “{clause}” không có điều khoản cấp trên “{parent}”.",
        "Clause {clause} has no clause {parent} above it.",
    ),
    "plan.formula": ("Công thức “{part}”: {reason}", "Formula {part}: {reason}"),
    "plan.date": ("Ngày “{value}” không có thật.", "The date {value} does not exist."),
    "plan.value": (
        "Chỉ tiêu “{target}” thiếu giá trị cho phép so sánh “{operator}”.",
        "Target {target} has no value for operator {operator}.",
    ),
    "plan.choices": ("Mục “{field}” phải có danh sách lựa chọn.", "Field {field} needs choices."),
    "plan.no_choices": (
        "Mục “{field}” kiểu {type} không có lựa chọn.",
        "Field {field} ({type}) takes no choices.",
    ),
    "plan.sensitive": (
        "Mục nhạy cảm “{field}” không được là ô ghi chữ tự do.",
        "Sensitive field {field} must not be free text.",
    ),
    "plan.personal": (
        "Mục “{field}” hỏi thông tin cá nhân của người dân.",
        "Field {field} asks for a citizen's personal data.",
    ),
    "plan.message": (
        "Thông báo của “{check}” nhắc tới mục “{field}” không có trong biểu mẫu.",
        "The message of {check} names the unknown field {field}.",
    ),
    "plan.example_numerator": (
        "Ví dụ: tử số tính được {computed}, ghi {stated}.",
        "Example: numerator is {computed}, stated {stated}.",
    ),
    "plan.example_denominator": (
        "Ví dụ: mẫu số tính được {computed}, ghi {stated}.",
        "Example: denominator is {computed}, stated {stated}.",
    ),
    "plan.example_verdict": (
        "Ví dụ: kết luận “{stated}” không khớp với số tính được {numerator}/{denominator}.",
        "Example: verdict {stated} does not fit {numerator}/{denominator}.",
    ),
    "plan.example_findings": (
        "Ví dụ: kiểm tra báo {computed}, ghi {stated}.",
        "Example: checks say {computed}, stated {stated}.",
    ),
    "plan.example_due": (
        "Ví dụ: hạn tính được {computed}, ghi {stated}.",
        "Example: due {computed}, stated {stated}.",
    ),
    "plan.proof": (
        "Nhiệm vụ “{duty}”: mỗi dòng “proof” nêu đúng một căn cứ.",
        "Duty {duty}: each line of proof names exactly one kind of proof.",
    ),
    "plan.nested_body": (
        "“{body}” cũng là tên gọi chung có thành viên; liệt kê từng cơ quan.",
        "{body} is itself a collective with members; list the bodies one by one.",
    ),
    "plan.no_reasons": (
        "Có nhiệm vụ mà chưa có danh mục lý do chậm “delay_reasons”.",
        "There are duties and no coded reasons for delay.",
    ),
    "plan.example_criteria": (
        "Ví dụ: tính được {computed}, ghi {stated}.",
        "Example: computed {computed}, stated {stated}.",
    ),
    "plan.overlap": (
        "“{first}” và “{second}” có hiệu lực chồng nhau.",
        "{first} and {second} are valid on the same days.",
    ),
    "plan.points": (
        "Tổng điểm là {total}, phải bằng 100.",
        "The points sum to {total}, not to 100.",
    ),
    "plan.cutoffs": (
        "Ngưỡng phải giảm dần, đủ bốn loại, loại cuối từ 0.",
        "Cut-offs must fall, name four grades and end at 0.",
    ),
    "plan.no_example": ("“{id}” chưa có ví dụ.", "{id} has no example."),
    "plan.address": ("Địa chỉ “{url}” không dùng được.", "The address {url} cannot be used."),
    "plan.identifier": (
        "Mã “{id}” không dùng được: chữ thường không dấu, số, gạch dưới.",
        "The id {id} cannot be used: lower-case letters, digits, underscore.",
    ),
    "plan.catalogue": ("Không có danh mục “{catalogue}”.", "There is no catalogue {catalogue}."),
    "plan.unknown_register": ("Không có sổ “{register}”.", "There is no register {register}."),
    "plan.unknown_measure": ("Sổ không có số đo “{measure}”.", "No measure {measure} here."),
    "plan.state": ("Không có trạng thái “{state}”.", "There is no state {state}."),
    "plan.valid_by": (
        "Mục ngày “{name}” không có trong sổ.",
        "The register has no date field {name}.",
    ),
    "plan.unreached": (
        "Không bước chuyển nào dẫn tới trạng thái “{state}”.",
        "No move leads to state {state}.",
    ),
    "plan.expected": (
        "Sổ “{id}” nêu “expected” thì phải theo năm (period: year).",
        "Register {id} states “expected”, so it must be kept by the year (period: year).",
    ),
    "plan.day_field": (
        "“day: {field}” phải là một mục kiểu date của sổ.",
        "“day: {field}” must name a date field of the register.",
    ),
    "plan.source_number": (
        "Mục “{field}” lấy số từ sổ nên phải là kiểu integer.",
        "Field {field} takes a number from a register, so its type must be integer.",
    ),
    "plan.example_period": (
        "Ví dụ: kỳ “{value}” không đọc được, viết “2024” hoặc “2024-H1”.",
        "Example: the period {value} cannot be read, write 2024 or 2024-H1.",
    ),
    "plan.example_measure": (
        "Ví dụ: số đo “{measure}” tính được {computed}, ghi {stated}.",
        "Example: measure {measure} is {computed}, stated {stated}.",
    ),
    "plan.no_english": ("“{key}” chưa có tiếng Anh “{key}_en”.", "{key} has no {key}_en."),
    "plan.no_unit": (
        "Đơn vị tính “{unit}” chưa có tiếng Anh trong “counted” của plan.yaml.",
        "The unit {unit} has no English in counted of plan.yaml.",
    ),
    "plan.deadline": (
        "Biểu mẫu “{form}” thiếu hạn cho “{audience}”.",
        "Form {form} has no deadline for {audience}.",
    ),
}


def finding(code: str, place: str, hint: str = "", **data: object) -> Finding:
    """A finding with the Vietnamese and English message of ``code``."""
    vietnamese, english = (text.format(**data) for text in MESSAGES[code])
    return Finding(code=code, place=place, message=vietnamese, hint=hint, message_en=english)


def warning(code: str, place: str, **data: object) -> Finding:
    """The same for something that does not keep the package from being used."""
    return replace(finding(code, place, "", **data), level="warning")


def explain_error(problem: Any, place: str, root: type[BaseModel]) -> Finding:
    """Turn one item of ``ValidationError.errors()`` into words."""
    kind, loc, value = problem["type"], problem["loc"], problem.get("input")
    key = next((str(part) for part in reversed(loc) if isinstance(part, str)), "?")
    if kind == "extra_forbidden":
        close = get_close_matches(key, _keys_at(root, loc[:-1]), n=1)
        hint = f"Có phải “{close[0]}”?" if close else "Bỏ khóa này hoặc sửa lại tên."
        return finding("plan.unknown_key", place, hint, key=key)
    if kind == "missing":
        return finding("plan.missing_key", place, f"Thêm dòng “{key}: …”.", key=key)
    if kind == "string_type" and _unquoted(value):
        shown = value["unquoted"] if isinstance(value, dict) else value
        hint = f'Viết {key}: "{shown}"'
        return finding("plan.unquoted", place, hint, key=key, value=shown)
    if kind == "literal_error":
        hint = f"Giá trị được dùng: {problem['ctx']['expected']}."
        return finding("plan.not_allowed", place, hint, key=key, value=value)
    return finding("plan.wrong_type", place, str(problem["msg"]), key=key, value=_short(value))


def _unquoted(value: object) -> bool:
    """True for numbers, truth values and dates that stand where a quoted text belongs."""
    marked = isinstance(value, dict) and set(value) == {"unquoted"}
    return marked or isinstance(value, int | float)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _keys_at(root: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Keys the grammar knows at a location, aliases included."""
    model: type[BaseModel] = root
    for part in loc:
        names = {info.alias or name: info for name, info in model.model_fields.items()}
        if isinstance(part, str) and part in names:
            model = _model_in(names[part].annotation) or model
    return [info.alias or name for name, info in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as tuple[Field, ...] or Evidence | None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        model = _model_in(part)
        if model is not None:
            return model
    return None
