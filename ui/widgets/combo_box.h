// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace ui {

/// A combo box that the wheel changes only when it has the focus, so that scrolling a form
/// never alters a setting. A text without room ends in "…".
class ComboBox final : public QComboBox {
    Q_OBJECT
public:
    explicit ComboBox(QWidget* parent = nullptr);

    /// Text put before that of the current entry on the closed box, where both have room.
    void setPrefix(const QString& prefix);
    /// Selects the entry whose data is `wanted`; false if there is none.
    bool selectData(const QVariant& wanted);
    void showPopup() override; ///< a list as wide as its longest entry

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    QString m_prefix;
};

} // namespace ui
