// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/page_recipe.h"

#include "solvers/json_text.h"
#include "ui/labs/lab.h"
#include "ui/text.h"

#include <nlohmann/json.hpp>

#include <QFileInfo>

#include <stdexcept>
#include <utility>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;
constexpr const char* kProgram = "separatrix"; // the key that makes it ours

} // namespace

std::string toJson(const PageRecipe& recipe)
{
    const Json json { { kProgram, recipe.version.toStdString() }, { "format", kFormat },
        { "page", recipe.page.toStdString() }, { "view", recipe.view.toStdString() },
        { "settings", solvers::parseJson(recipe.settings) } };
    std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
    // Outside of strings JSON has no two of them in a row.
    for (std::size_t at = text.find("--"); at != text.npos; at = text.find("--", at))
        text.replace(at + 1, 1, "\\u002d");
    return text;
}

PageRecipe pageRecipeFromJson(std::string_view text)
{
    const Json json = solvers::parseJsonOrDiscard(text);
    if (!json.is_object() || !json.contains(kProgram))
        throw std::runtime_error(tr("its recipe is damaged").toStdString());
    PageRecipe recipe;
    try {
        recipe.version = QString::fromStdString(json.at(kProgram).get<std::string>());
        if (const int format = json.at("format").get<int>(); format != kFormat)
            throw std::runtime_error(
                tr("its recipe was written by Separatrix %1 in a form (%2) that this version (%3) "
                   "does not know; open it with that version")
                    .arg(recipe.version)
                    .arg(format)
                    .arg(QStringLiteral(SEPARATRIX_VERSION))
                    .toStdString());
        recipe.page = QString::fromStdString(json.at("page").get<std::string>());
        recipe.view = QString::fromStdString(json.at("view").get<std::string>());
        recipe.settings = json.at("settings").dump();
    } catch (const Json::exception&) {
        throw std::runtime_error(tr("its recipe is damaged").toStdString());
    }
    return recipe;
}

std::optional<PageRecipe> recipeOf(const Lab& page)
{
    std::string settings = page.recipeSettings();
    if (settings.empty())
        return std::nullopt;
    return PageRecipe { page.id(), page.shownTab(), std::move(settings),
        QStringLiteral(SEPARATRIX_VERSION) };
}

PlotRecipe withPage(PlotRecipe lines, const std::optional<PageRecipe>& recipe)
{
    if (recipe)
        lines.emplace_back(kRecipeKeyword, QString::fromStdString(toJson(*recipe)));
    return lines;
}

QString asComments(const PlotRecipe& lines, const QString& suffix)
{
    const bool latex = suffix == QLatin1String("tex");
    const bool markdown = suffix == QLatin1String("md");
    QString text;
    for (const auto& [key, value] : lines)
        for (QString line : value.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            if (markdown)
                line.replace(QLatin1String("--"), QLatin1String("- -"));
            text += (markdown ? QStringLiteral("<!-- %1: %2 -->\n")
                    : latex   ? QStringLiteral("% %1: %2\n")
                              : QStringLiteral("# %1: %2\n"))
                        .arg(key, line);
        }
    return text;
}

bool needsRecipe(const QString& file)
{
    static const QStringList kinds { QStringLiteral("pdf"), QStringLiteral("csv"),
        QStringLiteral("tex"), QStringLiteral("md"), QStringLiteral("npz") };
    return kinds.contains(QFileInfo(file).suffix().toLower());
}

} // namespace ui
