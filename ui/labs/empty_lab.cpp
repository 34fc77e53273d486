// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/empty_lab.h"

#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

EmptyLab::EmptyLab(Theme& theme, const QString& id, const QString& title, const EmptyLabText& text,
    QWidget* parent)
    : Lab(theme, id, title, parent)
{
    setHasInspector(false);
    QVBoxLayout* column = mainLayout();
    column->addSpacing(32);
    auto* headline = makeLabel(theme, text.headline, 20, TextColor::Text, true, this);
    headline->setObjectName(id + QStringLiteral("_empty_title"));
    column->addWidget(headline);
    auto* purpose = makeLabel(theme, text.purpose, 13, TextColor::Text2, false, this);
    purpose->setWordWrap(true);
    column->addWidget(purpose);
    column->addSpacing(metrics::kCardGap);

    auto* card = new Card(theme, {}, this);
    card->setFixedWidth(520);
    card->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Maximum);
    QVBoxLayout* content = card->contentLayout();
    content->setContentsMargins(16, 14, 16, 16);
    content->setSpacing(metrics::kCardGap);
    content->addWidget(makeLabel(theme, tr("Until then"), 15, TextColor::Text, true, card));
    auto* instead = makeLabel(theme, text.instead, 13, TextColor::Text, false, card);
    instead->setWordWrap(true);
    instead->setTextInteractionFlags(Qt::TextSelectableByMouse);
    instead->setFocusPolicy(Qt::NoFocus);
    content->addWidget(instead);
    if (!text.buttonText.isEmpty()) {
        content->addSpacing(4);
        auto* button = makeButton(theme, ButtonKind::Primary, text.buttonText, {}, card);
        button->setObjectName(id + QStringLiteral("_go"));
        connect(button, &QPushButton::clicked, this,
            [this, other = text.otherLab] { emit labRequested(other); });
        content->addWidget(button);
    }
    auto* row = new QHBoxLayout; // keeps the width of the card from limiting the column
    row->addWidget(card);
    row->addStretch();
    column->addLayout(row);
    column->addStretch(1);
}

} // namespace ui
