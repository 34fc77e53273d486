// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/mistakes_list.h"

#include "nn/mistakes/mistakes.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QPainter>
#include <QTextLayout>
#include <QVBoxLayout>

#include <cmath>

namespace ui {

namespace {

constexpr int kHeight = 58;
constexpr int kMargin = 12;
constexpr int kMark = 3; // bar at the left of the chosen one

/// Title and place of one mistake
class Entry final : public QAbstractButton {
public:
    Entry(Theme& theme, const QString& title, const QString& place, QWidget* parent)
        : QAbstractButton(parent)
        , m_theme(theme)
        , m_place(place)
    {
        setText(title);
        setAccessibleName(title);
        setAccessibleDescription(place);
        setToolTip(title + QLatin1Char('\n') + place);
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setAttribute(Qt::WA_Hover);
    }
    QSize sizeHint() const override { return { 200, kHeight }; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Tokens& t = m_theme.tokens();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(rect()).adjusted(4, 1, -4, -1);
        painter.setPen(Qt::NoPen);
        if (isChecked() || underMouse()) {
            painter.setBrush(isChecked() ? t.selection : t.accentWeak);
            painter.drawRoundedRect(box, metrics::kControlRadius, metrics::kControlRadius);
        }
        if (isChecked()) {
            painter.setBrush(t.accent);
            painter.drawRoundedRect(
                QRectF(box.left(), box.top() + 8, kMark, box.height() - 16), 1.5, 1.5);
        }
        const QRect text = rect().adjusted(kMargin + 4, 8, -kMargin, -8);
        painter.setFont(
            m_theme.font(TextSize::Body, isChecked() ? QFont::DemiBold : QFont::Normal));
        painter.setPen(t.text);
        const QFontMetrics body(painter.font());
        painter.drawText(text.left(), text.top() + body.ascent() + 1,
            body.elidedText(this->text(), Qt::ElideRight, text.width()));
        painter.setFont(m_theme.font(TextSize::Small));
        painter.setPen(t.text2);
        const QFontMetrics small(painter.font());
        painter.drawText(text.left(), text.bottom() - small.descent(),
            small.elidedText(m_place, Qt::ElideRight, text.width()));
        if (hasFocus()) {
            painter.setPen(QPen(t.accent, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(rect()).adjusted(2, 1, -2, -1), metrics::kControlRadius,
                metrics::kControlRadius);
        }
    }

private:
    Theme& m_theme;
    QString m_place;
};

} // namespace

MistakesList::MistakesList(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2, 4, 2, 6);
    column->setSpacing(2);
    for (const solvers::Mistake& mistake : nn::mistakes()) {
        const QString id = fromCore(mistake.id);
        auto* entry = new Entry(theme, fromCore(mistake.title), fromCore(mistake.place), this);
        entry->setObjectName(QStringLiteral("mistakes_entry_") + id);
        m_group->addButton(entry, static_cast<int>(m_ids.size()));
        column->addWidget(entry);
        m_ids << id;
    }
    column->addStretch();
    setCurrent(m_ids.value(0));
    // Toggled, not clicked: arrow keys choose too.
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        if (!on || m_ids[index] == m_current)
            return;
        m_current = m_ids[index];
        emit chosen(m_current);
    });
}

void MistakesList::setCurrent(const QString& id)
{
    const auto index = m_ids.indexOf(id);
    if (index < 0)
        return;
    m_current = id;
    m_group->button(static_cast<int>(index))->setChecked(true);
}

} // namespace ui
