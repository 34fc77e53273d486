// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented_choice.h"

#include "ui/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

namespace ui {

namespace {

constexpr int kMargin = 12; // at both sides of a word

} // namespace

SegmentedChoice::SegmentedChoice(Theme& theme, QWidget* parent)
    : SegmentedRow(theme, parent)
    , m_group(new QButtonGroup(this))
{
    connect(m_group, &QButtonGroup::idClicked, this, [this](int index) {
        if (m_ids[index] == m_current)
            return;
        m_current = m_ids[index];
        emit chosen(m_current);
    });
}

void SegmentedChoice::addChoice(const QString& id, const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton(this);
    if (!objectName().isEmpty())
        button->setObjectName(objectName() + QLatin1Char('_') + id);
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(toolTip);
    button->setCheckable(true);
    button->setProperty("plain", true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setFont(theme().font(TextSize::Body));
    button->setFixedSize(
        button->fontMetrics().horizontalAdvance(text) + 2 * kMargin, metrics::kControlHeight - 2);
    m_group->addButton(button, static_cast<int>(m_ids.size()));
    row()->addWidget(button);
    m_ids << id;
    if (m_ids.size() == 1)
        setCurrent(id);
}

void SegmentedChoice::setCurrent(const QString& id)
{
    const auto index = m_ids.indexOf(id);
    if (index < 0)
        return;
    m_current = id;
    m_group->button(static_cast<int>(index))->setChecked(true);
}

} // namespace ui
