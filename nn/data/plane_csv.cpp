// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/plane_sets.h"

#include "solvers/text_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace nn {

namespace {

constexpr float kLargest = 1e6F; ///< beyond it float32 cannot tell neighbours apart

/// A line of the file on its way to a point: complains with the place.
class Line {
public:
    Line(const std::filesystem::path& file, std::string_view text, long number)
        : m_file(file)
        , m_text(text)
        , m_number(number)
    {
        for (std::size_t from = 0; from <= text.size();) {
            const std::size_t comma = std::min(text.find(',', from), text.size());
            m_fields.push_back({ from, text.substr(from, comma - from) });
            from = comma + 1;
        }
    }

    bool hasNoNumber() const
    {
        float unused = 0.0F;
        return std::ranges::none_of(
            m_fields, [&](const Field& field) { return parse(field.text, unused); });
    }

    LabelledPoint point() const
    {
        if (m_fields.size() != 3)
            refuse(m_fields.size() < 3 ? m_text.size() : m_fields[3].at,
                "found " + std::to_string(m_fields.size()) + " fields, expected 3: x1,x2,label");
        const float x = number(0, "a number of at most 10^6");
        const float y = number(1, "a number of at most 10^6");
        const float label = number(2, "the class 0 or 1");
        if (label != 0.0F && label != 1.0F)
            refuseField(2, "the class 0 or 1");
        return { x, y, static_cast<int>(label) };
    }

private:
    struct Field {
        std::size_t at;
        std::string_view text;
    };

    static std::string_view trimmed(std::string_view text)
    {
        constexpr std::string_view blank = " \t\r";
        const std::size_t begin = text.find_first_not_of(blank);
        if (begin == std::string_view::npos)
            return {};
        return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
    }

    static bool parse(std::string_view text, float& value)
    {
        text = trimmed(text);
        if (text.starts_with('+'))
            text.remove_prefix(1);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && end == text.data() + text.size() && !text.empty();
    }

    float number(std::size_t field, const char* expected) const
    {
        float value = 0.0F;
        if (!parse(m_fields[field].text, value) || !(std::abs(value) <= kLargest))
            refuseField(field, expected);
        return value;
    }

    [[noreturn]] void refuseField(std::size_t field, const char* expected) const
    {
        constexpr std::size_t kShown = 24;
        std::string shown(trimmed(m_fields[field].text).substr(0, kShown));
        std::ranges::replace_if(
            shown, [](unsigned char c) { return c < 0x20 || c >= 0x7F; }, '?');
        refuse(m_fields[field].at, "found '" + shown + "', expected " + expected);
    }

    [[noreturn]] void refuse(std::size_t at, const std::string& what) const
    {
        throw std::runtime_error(m_file.string() + ": line " + std::to_string(m_number)
            + ", column " + std::to_string(at + 1) + ": " + what);
    }

    const std::filesystem::path& m_file;
    std::string_view m_text;
    long m_number;
    std::vector<Field> m_fields;
};

void checkClasses(const std::filesystem::path& file, std::span<const LabelledPoint> points)
{
    for (const int label : { 0, 1 })
        if (std::ranges::find(points, label, &LabelledPoint::label) == points.end())
            throw std::runtime_error(file.string() + ": found no point of class "
                + std::to_string(label) + ", expected at least one of each class, x1,x2,label");
}

} // namespace

std::vector<LabelledPoint> readPlaneCsv(const std::filesystem::path& file)
{
    const std::string content = solvers::readTextFile(file, "x1,x2,label a line");
    std::string_view text = content;
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3); // the mark that some spreadsheets put before UTF-8
    std::vector<LabelledPoint> points;
    bool first = true;
    for (long number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos || line.starts_with('#'))
            continue;
        const Line parsed(file, line, number);
        if (const bool header = std::exchange(first, false) && parsed.hasNoNumber(); header)
            continue;
        if (points.size() == kMostFilePoints)
            throw std::runtime_error(file.string() + ": line " + std::to_string(number)
                + ": found more than " + std::to_string(kMostFilePoints) + " points");
        points.push_back(parsed.point());
    }
    checkClasses(file, points);
    return points;
}

} // namespace nn
