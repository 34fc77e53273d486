// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/derivation_text.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace ui {

class Theme;

/// One numbered step of the derivation: title, formulas, a few sentences, live numbers.
class DerivationStepCard final : public QWidget {
    Q_OBJECT
public:
    DerivationStepCard(
        Theme& theme, int number, const DerivationStepText& text, QWidget* parent = nullptr);

    const QString& id() const { return m_text.id; }
    void setSentence(const QString& html);
    void setRows(const QList<DerivationRow>& rows);
    QList<DerivationRow> rows() const { return m_rows; }
    /// Below the sentence, in place of numbers.
    void addPart(QWidget* part);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct RowLabels {
        QLabel* name;
        QLabel* value;
    };
    void restyle();

    Theme& m_theme;
    DerivationStepText m_text;
    QVBoxLayout* m_all;
    QVBoxLayout* m_column; ///< beside the number
    QGridLayout* m_grid;
    QLabel* m_number;
    QLabel* m_title;
    QLabel* m_equations;
    QLabel* m_sentence;
    QList<QLabel*> m_formulas;
    QList<RowLabels> m_labels;
    QList<DerivationRow> m_rows;
};

} // namespace ui
