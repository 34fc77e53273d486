// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/mistakes_images.h"

#include "ui/labs/solve_text.h"
#include "ui/plots/rich_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/number_image.h"

#include <QGridLayout>
#include <QLabel>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kMargin = 16;
constexpr int kMostColumns = 2;

} // namespace

MistakesImages::MistakesImages(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(kMargin, 8, kMargin, kMargin);
}

void MistakesImages::showImages(
    const std::vector<solvers::MistakeImage>& images, MistakesShown shown)
{
    delete m_page;
    m_page = new QWidget(this);
    m_grid->addWidget(m_page, 0, 0);
    auto* grid = new QGridLayout(m_page);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(2 * kMargin);
    grid->setVerticalSpacing(4);
    double limit = 0.0;
    for (const solvers::MistakeImage& image : images)
        for (const double value : image.values)
            limit = std::max(limit, std::abs(value));
    grid->setColumnStretch(0, 1); // both sides of the pictures
    grid->setColumnStretch(kMostColumns + 1, 1);
    int column = 0;
    int row = 0;
    auto version = solvers::MistakeVersion::Reference;
    for (const solvers::MistakeImage& image : images) {
        if (!isShown(image.version, shown))
            continue;
        if (image.version != version) {
            row += version == solvers::MistakeVersion::Reference ? 0 : 2;
            column = 0;
            version = image.version;
        }
        const QString name
            = version == solvers::MistakeVersion::Published ? tr("As published") : tr("Corrected");
        const QString title = name + QStringLiteral(": ") + fromCore(image.title);
        auto* label = makeLabel(
            m_theme, withMathItalics(m_theme, title), 12, TextColor::Text2, false, m_page);
        label->setAlignment(Qt::AlignHCenter | Qt::AlignBottom);
        auto* picture = new NumberImage(m_theme, m_page);
        picture->setObjectName(
            QStringLiteral("mistakes_image_%1_%2")
                .arg(version == solvers::MistakeVersion::Published ? QStringLiteral("published")
                                                                   : QStringLiteral("corrected"))
                .arg(column));
        picture->setAccessibleName(RichText(title).plain());
        picture->setImage(image.rows, image.columns, image.values, limit);
        grid->addWidget(label, row, column + 1);
        grid->addWidget(picture, row + 1, column + 1);
        grid->setRowStretch(row + 1, 1);
        ++column;
    }
    m_page->show();
}

} // namespace ui
