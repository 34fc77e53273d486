// SPDX-License-Identifier: GPL-3.0-or-later
// Recipes in the files that carry them.
#include "solvers/json_text.h"
#include "solvers/npz.h"
#include "solvers/problems/problem_file.h"
#include "ui/labs/page_recipe.h"
#include "ui/text.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QFileInfo>
#include <QImageReader>
#include <QXmlStreamReader>

#include <exception>
#include <stdexcept>

namespace ui {

namespace {

constexpr qint64 kMostBytes = 64 << 20; // of a picture or an archive
constexpr qint64 kMostHead = 8 << 20; // of a text, whose recipe stands above everything else
constexpr qsizetype kMostAttachment = 1 << 20; // packed

/// What stands after "Separatrix: " up to the end of the line, and of the comment.
QByteArray recipeLine(const QByteArray& text)
{
    const QByteArray mark = QByteArray(kRecipeKeyword.latin1()) + ": ";
    const qsizetype at = text.indexOf(mark + '{');
    if (at < 0)
        return {};
    const qsizetype begin = at + mark.size();
    qsizetype end = text.indexOf('\n', begin);
    if (end < 0)
        end = text.size();
    QByteArray line = text.mid(begin, end - begin).trimmed();
    if (line.endsWith("-->"))
        line.chop(3);
    return line.trimmed();
}

QByteArray inSvg(const QByteArray& bytes)
{
    QXmlStreamReader reader(bytes);
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::StartElement
            && reader.name() == QLatin1String("desc"))
            return recipeLine(reader.readElementText().toUtf8());
    return {};
}

bool isPacked(const QByteArray& bytes)
{
    const auto byte = [&bytes](qsizetype i) { return static_cast<unsigned char>(bytes[i]); };
    return bytes.size() > 2 && byte(0) == 0x78 && (byte(0) * 256 + byte(1)) % 31 == 0; // RFC 1950
}

/// That of the attached text: the first stream that unpacks to one. A stream of a page is no
/// text with our line.
QByteArray inPdf(const QByteArray& bytes)
{
    for (qsizetype at = bytes.indexOf("stream"); at >= 0; at = bytes.indexOf("stream", at)) {
        at += 6;
        if (at >= 9 && bytes.mid(at - 9, 3) == "end")
            continue;
        qsizetype begin = at;
        begin += bytes.mid(begin, 2) == "\r\n" ? 2 : 1;
        const qsizetype end = bytes.indexOf("endstream", begin);
        if (end < 0)
            return {};
        const QByteArray packed = bytes.mid(begin, end - begin);
        at = end + 9;
        if (packed.size() > kMostAttachment)
            continue;
        QByteArray line = recipeLine(packed); // stored as it is
        if (line.isEmpty() && isPacked(packed))
            line = recipeLine(qUncompress(QByteArray("\0\0\x10\0", 4) + packed)); // a guess of size
        if (!line.isEmpty())
            return line;
    }
    return {};
}

/// What trajectories of the command line say of themselves, as settings of the page Solve.
std::optional<PageRecipe> ofSolutions(const std::string& text)
{
    const auto json = solvers::parseJsonOrDiscard(text);
    if (!json.is_object())
        return std::nullopt;
    const auto version = json.value("version", std::string());
    if (json.contains("dynamics")) // of a learned field
        return PageRecipe { QStringLiteral("train"), QStringLiteral("dynamics"), text,
            QString::fromStdString(version) };
    if (!json.contains("problem") || !json.contains("solutions"))
        return std::nullopt;
    return PageRecipe { QStringLiteral("solve"), QStringLiteral("trajectory"), text,
        QString::fromStdString(version) };
}

std::optional<PageRecipe> inArchive(const QByteArray& bytes, const QString& file)
{
    for (const solvers::NumpyArray& array : solvers::parseNpz(
             { bytes.data(), static_cast<std::size_t>(bytes.size()) }, file.toStdString()))
        if (array.name == "recipe" && array.type.starts_with("<U"))
            return ofSolutions(array.text());
    return std::nullopt;
}

std::optional<PageRecipe> found(const QString& name, QFile& file)
{
    const QByteArray head = file.peek(256);
    QByteArray line;
    if (head.startsWith("\x89PNG")) {
        line = QImageReader(&file).text(kRecipeKeyword).toUtf8();
    } else if (head.startsWith("%PDF-")) {
        line = inPdf(file.read(kMostBytes));
    } else if (solvers::isZip({ head.data(), static_cast<std::size_t>(head.size()) })) {
        if (file.size() <= kMostBytes)
            return inArchive(file.readAll(), name);
    } else if (head.contains('\0')) {
        return std::nullopt; // no text
    } else {
        const QByteArray text = file.read(kMostHead);
        const bool svg = head.contains("<svg") || head.startsWith("<?xml");
        line = svg ? inSvg(text) : recipeLine(text);
        constexpr std::string_view mark = solvers::kRecipeLine;
        const QByteArray own(mark.data(), static_cast<qsizetype>(mark.size()));
        if (line.isEmpty() && text.startsWith(own))
            return ofSolutions(text.mid(own.size(), text.indexOf('\n') - own.size()).toStdString());
    }
    if (line.isEmpty())
        return std::nullopt;
    return pageRecipeFromJson({ line.data(), static_cast<std::size_t>(line.size()) });
}

} // namespace

std::optional<PageRecipe> readRecipe(const QString& name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error(
            tr("%1: cannot be read: %2").arg(name, file.errorString()).toStdString());
    try {
        std::optional<PageRecipe> recipe = found(name, file);
        if (recipe)
            recipe->folder = QFileInfo(name).absolutePath();
        return recipe;
    } catch (const std::exception& error) {
        const QString text = QString::fromUtf8(error.what());
        throw std::runtime_error(
            (text.startsWith(name) ? text : QStringLiteral("%1: %2").arg(name, text))
                .toStdString());
    }
}

} // namespace ui
